import Alpaca
import Kernel

extension Mover {
    /// Changes something of the device that takes effect at once, and looks that it has.
    func write(_ member: String, _ arguments: [String: AlpacaArgument]) async throws(ServiceError) {
        let facts = try await connectedFacts()
        let values = await session.configuration
        let rule = try SettingRule(member, arguments, of: address.type, values)
        if let flag = rule.flag, facts.denies(flag) { throw MotionPlan.cannot(rule.what) }
        if member == "tempcomp", facts.focuser?.hasTemperatureCompensation == false, arguments["TempComp"] == true {
            throw MotionPlan.cannot("follow the temperature")
        }
        guard !rule.needsStandstill || active.isEmpty else {
            throw ServiceError(
                .invalidState, "the \(session.device.role) is moving", details: ["cure": "telescope/control/abort"])
        }
        if address.type == .telescope, member == "tracking" {
            guard try await mustSwitchTracking(arguments["Tracking"] == true) else { return }
        }
        try await put(member, arguments)
        try await verify(member, rule.proof, values)
        // Whoever asks next is to see what was set.
        await session.read()
    }

    /// Reads something from the device, now.
    func value(_ member: String, _ arguments: [String: AlpacaArgument]) async throws(ServiceError) -> JSONValue {
        _ = try await connectedFacts()
        let limit = await session.configuration.pollTimeout
        do {
            return try await session.client.call(member, .get, on: address, arguments, within: limit)
        } catch {
            throw failure(error)
        }
    }

    // A parked mount does not track; one that is told what it does already may forget a rate.
    private func mustSwitchTracking(_ isTracking: Bool) async throws(ServiceError) -> Bool {
        let now: MotionObservation
        do {
            now = try await fresh(MotionProperty.named(["AtPark", "Tracking"], of: address.type))
        } catch {
            throw failure(error)
        }
        guard now["Tracking"]?.boolean != isTracking else { return false }
        guard !isTracking || now["AtPark"] != true else { throw Mover.parked }
        return true
    }

    // A driver may need a moment until it says what it was told.
    private func verify(
        _ member: String, _ proof: SettingRule.Proof, _ values: AlpacaConfiguration
    ) async throws(ServiceError) {
        do {
            try await retrying(
                Backoff(first: .milliseconds(100), cap: .seconds(1)), attempts: 5, time: time,
                on: { $0 is Unproven ? .again : .stop }
            ) {
                guard try await isProven(member, proof, values) else { throw Unproven() }
            }
        } catch is Unproven {
            throw ServiceError(
                .unavailable, "the \(session.device.role) took the command and did not change \(member)")
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    private func isProven(
        _ member: String, _ proof: SettingRule.Proof, _ values: AlpacaConfiguration
    ) async throws(ServiceError) -> Bool {
        do {
            switch proof {
            case .none: return true
            case .readBack(let argument, let tolerance):
                let value = try await session.client.call(member, .get, on: address, within: values.pollTimeout)
                return argument.isShown(by: value, within: tolerance) ?? true
            case .measure(let measure, let tolerance):
                let now = try await fresh(MotionProperty.named(measure.names, of: address.type))
                return measure.remaining(now).map { $0 <= tolerance } ?? true
            }
        } catch {
            // A device that cannot be read cannot be seen; one that does not answer has failed.
            guard !error.isAnswer else { return true }
            throw failure(error)
        }
    }

    private struct Unproven: Error {}
}
