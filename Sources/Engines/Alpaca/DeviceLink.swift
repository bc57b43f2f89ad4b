/// How well a device is heard, decided from what its reads and connection attempts gave.
public struct DeviceLink: Sendable, Equatable {
    /// How well a device is heard.
    public enum Phase: String, Sendable, CaseIterable {
        /// Nobody wants it connected.
        case idle
        /// It is being connected for the first time.
        case connecting
        /// It answers.
        case connected
        /// Its last read failed.
        case degraded
        /// Too many reads in a row failed; it is being connected again.
        case disconnected
    }

    /// What a step changed, to be told to others once.
    public enum Change: Sendable, Equatable {
        case none
        case connected
        case degraded
        case disconnected
        case recovered
        case released
    }

    /// The present phase.
    public private(set) var phase = Phase.idle
    /// The reads or attempts that failed since the last success.
    public private(set) var failures = 0
    private let threshold: Int

    /// A device that nobody wants yet, with the number of failed reads in a row that disconnect it.
    public init(threshold: Int) { self.threshold = max(threshold, 1) }

    /// Whether the device is, or was until its last reads, connected.
    public var isUp: Bool { phase == .connected || phase == .degraded }

    /// Whether the device is wanted and does not answer; an idle one when it could not be found.
    public var isFailing: Bool {
        switch phase {
        case .degraded, .disconnected: true
        case .connecting, .idle: failures > 0
        case .connected: false
        }
    }

    /// Somebody wants the device connected.
    public mutating func want() {
        guard phase == .idle else { return }
        phase = .connecting
        failures = 0
    }

    /// A read or a connection attempt succeeded.
    public mutating func succeeded() -> Change {
        failures = 0
        switch phase {
        case .idle, .connected: return .none
        case .connecting:
            phase = .connected
            return .connected
        case .degraded, .disconnected:
            phase = .connected
            return .recovered
        }
    }

    /// A read or a connection attempt failed.
    public mutating func failed() -> Change {
        failures += 1
        switch phase {
        case .idle, .connecting, .disconnected: return .none
        case .connected, .degraded:
            guard failures < threshold else {
                phase = .disconnected
                return .disconnected
            }
            defer { phase = .degraded }
            return phase == .connected ? .degraded : .none
        }
    }

    /// The device answered that it is not connected: there is nothing to wait for.
    public mutating func lost() -> Change {
        failures += 1
        guard isUp else { return .none }
        phase = .disconnected
        return .disconnected
    }

    /// Nobody wants the device any more.
    public mutating func release() -> Change {
        guard phase != .idle else { return .none }
        phase = .idle
        failures = 0
        return .released
    }
}
