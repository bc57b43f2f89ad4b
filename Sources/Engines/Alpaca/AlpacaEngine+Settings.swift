public import Alpaca
public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Changes something of a device that takes effect at once, and looks that it has, where the device tells.
    ///
    /// What moves a device is a goal and refused here.
    /// - Parameters:
    ///   - member: The member of its interface, lower case.
    ///   - arguments: The parameters by their exact names.
    ///   - deviceID: The device.
    /// - Throws: `ServiceError`: `invalid_state` when the device is not connected, cannot do this or not now;
    ///   `invalid_request` with the device's words when it refuses a value.
    public func write(
        _ member: String, _ arguments: [String: AlpacaArgument], to deviceID: UUID
    ) async throws(ServiceError) {
        try await self.member(deviceID).mover.write(member, arguments)
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
        try await self.member(deviceID).mover.value(member, arguments)
    }

    /// Switches the tracking of a telescope's mount.
    ///
    /// - Parameters:
    ///   - isTracking: Whether it is to follow the sky.
    ///   - telescopeID: The telescope.
    /// - Throws: `ServiceError`; a parked mount does not track.
    public func setTracking(_ isTracking: Bool, of telescopeID: UUID) async throws(ServiceError) {
        let mount = try primary(AlpacaDeviceType.telescope.rawValue, of: telescopeID)
        try await write("tracking", ["Tracking": .bool(isTracking)], to: mount.id)
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
