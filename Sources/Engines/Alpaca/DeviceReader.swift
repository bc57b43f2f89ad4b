import Alpaca
import Kernel

/// Reads the state of one device within one deadline, in one call where the device can.
struct DeviceReader: Sendable {
    /// What a read gave, and what it taught about the device.
    struct Reading: Sendable {
        var state: AlpacaDeviceState
        var isConnected: Bool
        var hasDeviceState: Bool
        var unsupported: Set<String>
    }

    // More would not make a read faster and hurt small devices.
    static let most = 4

    let client: AlpacaClient
    let address: AlpacaAddress
    let limit: Duration
    let time: TimeSource
    /// How many switches the device has.
    var switches = 0

    /// Reads the state, in one call where the device can.
    ///
    /// A device that has `devicestate` says there that it is not connected; `connected` itself is read when told, and
    /// always from a device that has none.
    /// - Parameters:
    ///   - hasDeviceState: Whether to try `devicestate` first.
    ///   - unsupported: The properties that the device is known not to have.
    ///   - withConnected: Whether to read `connected` too.
    /// - Returns: The state and what the device turned out to support.
    /// - Throws: `AlpacaError` when the device did not answer, or answered everything with an error.
    func read(
        hasDeviceState: Bool, unsupported: Set<String>, withConnected: Bool = true
    ) async throws(AlpacaError) -> Reading {
        if hasDeviceState, let state = try await deviceState() {
            var reading = Reading(state: state, isConnected: true, hasDeviceState: true, unsupported: unsupported)
            if withConnected { reading.isConnected = try await client.bool("connected", of: address, within: limit) }
            return reading
        }
        do {
            return try await withDeadline(limit, "the read", time: time) {
                async let connected = client.bool("connected", of: address, within: limit)
                var reading = try await individually(properties, unsupported: unsupported)
                reading.isConnected = try await connected
                return reading
            }
        } catch {
            throw Self.failure(error, limit)
        }
    }

    /// Reads some properties by their names in `DeviceState`, fresh; together where the device can.
    func properties(_ names: [String], hasDeviceState: Bool = false) async throws(AlpacaError) -> AlpacaDeviceState {
        var known: AlpacaDeviceState?
        if hasDeviceState, names.count > 1 { known = try await deviceState() }
        let wanted = names.filter { known?[$0] == nil }.compactMap { AlpacaStateProperty.named($0, of: address.type) }
        if let known, wanted.isEmpty { return known }
        do {
            let rest = try await withDeadline(limit, "the read", time: time) {
                try await individually(wanted, unsupported: []).state
            }
            return known?.completed(by: rest) ?? rest
        } catch {
            throw Self.failure(error, limit)
        }
    }

    /// Everything at once; nil when the device has no usable `devicestate`, whatever its version says.
    private func deviceState() async throws(AlpacaError) -> AlpacaDeviceState? {
        do {
            guard let state = try await client.state(of: address, within: limit), !state.values.isEmpty else {
                return nil
            }
            return state
        } catch {
            guard error.isAnswer, !error.isNotConnected else { throw error }
            return nil
        }
    }

    private var properties: [AlpacaStateProperty] {
        address.type == .switch ? AlpacaStateProperty.switches(switches) : AlpacaStateProperty.all(of: address.type)
    }

    private func individually(
        _ properties: [AlpacaStateProperty], unsupported: Set<String>
    ) async throws -> Reading {
        var waiting = properties.filter { !unsupported.contains($0.name) }[...]
        var values: [String: JSONValue] = [:]
        var lacking = unsupported
        var refusals = 0
        var lastRefusal: AlpacaError?
        try await withThrowingTaskGroup(of: (AlpacaStateProperty, Result<JSONValue, AlpacaError>).self) { group in
            func addNext() {
                guard let property = waiting.popFirst() else { return }
                group.addTask { (property, await value(of: property)) }
            }
            for _ in 0..<Self.most { addNext() }
            while let (property, result) = try await group.next() {
                switch result {
                case .success(let value): values[property.name] = value
                case .failure(let error):
                    guard error.isAnswer, !error.isNotConnected else { throw error }
                    if error.meansUnsupported { lacking.insert(property.name) } else { refusals += 1 }
                    lastRefusal = error
                }
                addNext()
            }
        }
        if values.isEmpty, refusals > 0, let lastRefusal { throw lastRefusal }
        return Reading(
            state: AlpacaDeviceState(type: address.type, values: values), isConnected: true, hasDeviceState: false,
            unsupported: lacking)
    }

    private func value(of property: AlpacaStateProperty) async -> Result<JSONValue, AlpacaError> {
        do {
            return .success(
                try await client.call(property.member, .get, on: address, property.arguments, within: limit))
        } catch {
            return .failure(error)
        }
    }

    static func failure(_ error: any Error, _ limit: Duration) -> AlpacaError {
        switch error {
        case let error as AlpacaError: error
        case is CancellationError: .cancelled
        case let error as ServiceError where error.code == .timeout: .timeout(limit)
        default: .unreachable(error)
        }
    }
}

extension AlpacaError {
    /// Whether the device said that it will never have a member.
    var meansUnsupported: Bool {
        switch self {
        case .device(.notImplemented, _): true
        case .status(let status, _): status == 400 || status == 404 || status == 405
        default: false
        }
    }
}
