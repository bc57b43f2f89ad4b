import Access
import Health
import ImagingEngines
import Kernel
import Logging

extension TelescopeCoordinator {
    /// The checks of the place for pictures, and of the door where they are fetched.
    nonisolated var pictureChecks: [HealthCheck] {
        (archive?.checks ?? []) + (downloads.map { [Self.downloadCheck($0)] } ?? [])
    }

    /// The check `downloads`: degraded while the door is not open, for pictures are taken all the same.
    static func downloadCheck(_ desk: any DownloadDesk) -> HealthCheck {
        HealthCheck("downloads") {
            guard await desk.isOpen else {
                return HealthCheckResult(.degraded, "the door for downloads is not open, pictures cannot be fetched")
            }
            return HealthCheckResult(.healthy, "open")
        }
    }

    /// Removes the pictures that a crash left half written.
    func removeLeftPictures() async {
        guard let archive else { return }
        let left = await archive.removeLeftovers()
        if left > 0 {
            logger.warning("pictures left half written were removed", metadata: ["files.count": "\(left)"])
        }
    }
}
