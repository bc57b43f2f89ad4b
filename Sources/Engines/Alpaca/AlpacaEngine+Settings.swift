public import Alpaca
public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Changes something of a device that takes effect at once, and looks that it has.
    ///
    /// - Parameters:
    ///   - member: The member of its interface, lower case.
    ///   - arguments: The parameters by their exact names.
    ///   - deviceID: The device.
    /// - Throws: `ServiceError`.
    public func write(
        _ member: String, _ arguments: [String: AlpacaArgument], to deviceID: UUID
    ) async throws(ServiceError) {
        let session = try self.member(deviceID).session
        do {
            try await client.call(
                member, .put, on: session.device.address, arguments, within: values.requestTimeout)
        } catch {
            throw ServiceError(error, device: session.device.role)
        }
        await session.wake()
    }

    /// Reads something from a device, now.
    ///
    /// - Parameters:
    ///   - member: The member of its interface, lower case.
    ///   - arguments: The parameters by their exact names.
    ///   - deviceID: The device.
    /// - Returns: The value.
    /// - Throws: `ServiceError`.
    public func value(
        _ member: String, _ arguments: [String: AlpacaArgument] = [:], of deviceID: UUID
    ) async throws(ServiceError) -> JSONValue {
        let session = try self.member(deviceID).session
        do {
            return try await client.call(
                member, .get, on: session.device.address, arguments, within: values.pollTimeout)
        } catch {
            throw ServiceError(error, device: session.device.role)
        }
    }

    /// The device that commands to a role go to.
    ///
    /// - Parameters:
    ///   - role: The role, such as `focuser`.
    ///   - telescopeID: The telescope.
    /// - Returns: The primary device, or the only one.
    /// - Throws: `ServiceError` `invalid_state` when there is none.
    public func primary(_ role: String, of telescopeID: UUID) throws(ServiceError) -> AttachedDevice {
        guard let member = members(of: telescopeID).first(where: { $0.session.device.role == role }) else {
            throw ServiceError(
                .invalidState, "no \(role) device is attached to \(telescopeID.text)",
                details: ["cure": "telescope/device/attach"])
        }
        return member.session.device
    }
}
