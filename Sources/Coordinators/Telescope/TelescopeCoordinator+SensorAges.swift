import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    // A station answers at once with what its sensors said long ago; how long is asked for less often than the values.
    private static let pace = Duration.seconds(10)

    /// Asks the weather stations again and again how old the values of their limited signals are.
    func followSensors() async throws {
        while true {
            for (id, device) in devices where device.role == .observingconditions {
                sensorAges[id] = await ages(of: device)
            }
            for id in sensorAges.keys where devices[id] == nil { sensorAges[id] = nil }
            try await time.sleep(Self.pace)
        }
    }

    private func ages(of device: DeviceRecord) async -> [String: Duration]? {
        // One that is left alone is in no pool, and limits that cannot be read are told by the verdict.
        guard let snapshot = try? await engine.device(device.id), snapshot.isConnected,
            let limits = try? WeatherLimits(setups[device.telescopeID]?.settings ?? .null)
        else { return nil }
        var ages: [String: Duration] = [:]
        for signal in WeatherSignal.all where limits.limits[signal.name] != nil {
            // A sensor that is not there, or does not say, has the age of the poll.
            guard
                let seconds = try? await engine.value(
                    "timesincelastupdate", ["SensorName": .string(signal.property)], of: device.id
                ).double, seconds > 0, seconds < 1e9
            else { continue }
            ages[signal.property] = .seconds(seconds)
        }
        return ages
    }
}
