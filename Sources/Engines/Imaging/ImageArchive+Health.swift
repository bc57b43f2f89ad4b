public import Health
import Kernel

extension ImageArchive {
    /// The checks for the health of whoever takes pictures: `image_space`.
    public var checks: [HealthCheck] {
        [HealthCheck("image_space") { space(freeSpace(), minimum: minFreeSpace) }]
    }

    /// Judges some space: unhealthy when exposures are refused, degraded when that is near.
    func space(_ free: Int64, minimum: Int64) -> HealthCheckResult {
        let details: [String: JSONValue] = ["free_bytes": .integer(free), "min_free_bytes": .integer(minimum)]
        if free < minimum {
            return HealthCheckResult(
                .unhealthy, "too little space for pictures, exposures are refused", details: details)
        }
        if free / 2 < minimum {
            return HealthCheckResult(.degraded, "little space is left for pictures", details: details)
        }
        return HealthCheckResult(.healthy, details: details)
    }
}
