import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Whether it is safe, by the safety monitors and by the weather's limits.
    func safety(of telescopeID: UUID) async -> SafetyResponse {
        safety(of: telescopeID, await engine.devices(of: telescopeID))
    }

    /// How the weather is, and whether it keeps to its limits.
    func weather(of telescopeID: UUID) async -> SafetyResponse {
        let devices = await engine.devices(of: telescopeID)
        var verdict = SafetyVerdict()
        hearWeather(&verdict, telescopeID, devices)
        return verdict.response(for: telescopeID)
    }

    /// Tells others when it became safe or unsafe, or is not known any more.
    func lookAtSafety(of telescopeID: UUID, _ devices: [DeviceSnapshot]) async {
        let decides: Set<String> = [DeviceRole.safetymonitor.rawValue, DeviceRole.observingconditions.rawValue]
        guard devices.contains(where: { decides.contains($0.device.role) }) else {
            safetyStates[telescopeID] = nil
            return
        }
        let answer = safety(of: telescopeID, devices)
        guard safetyStates[telescopeID] != answer.state else { return }
        safetyStates[telescopeID] = answer.state
        await publishEvent(kind: .safety, telescope: telescopeID, payload: answer)
    }

    private func safety(of telescopeID: UUID, _ devices: [DeviceSnapshot]) -> SafetyResponse {
        var verdict = SafetyVerdict()
        let longestAge = hearWeather(&verdict, telescopeID, devices)
        verdict.hear(monitors: devices, longestAge: longestAge)
        return verdict.response(for: telescopeID)
    }

    @discardableResult
    private func hearWeather(
        _ verdict: inout SafetyVerdict, _ telescopeID: UUID, _ devices: [DeviceSnapshot]
    ) -> Duration {
        do throws(ServiceError) {
            let limits = try WeatherLimits(setups[telescopeID]?.settings ?? .null)
            verdict.hear(weather: devices, limits, sensorAges: sensorAges)
            return limits.longestAge
        } catch {
            verdict.doubt("the weather's limits cannot be read: \(error.message)")
            return .seconds(60)
        }
    }
}
