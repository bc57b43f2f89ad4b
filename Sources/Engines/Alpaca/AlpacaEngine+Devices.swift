import Alpaca
public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Connects a device and keeps it connected, also when this attempt fails.
    ///
    /// - Parameter deviceID: The id under which it was attached.
    /// - Returns: The device as it said it is.
    /// - Throws: `ServiceError` when there is no such device or it cannot be connected now.
    public func connect(_ deviceID: UUID) async throws(ServiceError) -> DeviceSnapshot {
        let session = try member(deviceID).session
        do {
            return try await session.connect()
        } catch {
            throw ServiceError(error, device: session.device.role)
        }
    }

    /// Disconnects a device and leaves it so.
    ///
    /// - Parameter deviceID: The id under which it was attached.
    /// - Throws: `ServiceError` when there is no such device or it could not be told; it is left alone all the same.
    public func disconnect(_ deviceID: UUID) async throws(ServiceError) {
        let member = try member(deviceID)
        let session = member.session
        await member.camera?.close("the camera was disconnected")
        // Once it is disconnected it may not hear that an axis is to stop.
        await member.mover.endAxes()
        do {
            try await session.disconnect()
        } catch {
            throw ServiceError(error, device: session.device.role)
        }
    }

    /// Wants a device connected without waiting for it: at a start, after its telescope was loaded.
    ///
    /// - Parameter deviceID: The id under which it was attached.
    /// - Throws: `ServiceError` `not_found`.
    public func keepConnected(_ deviceID: UUID) async throws(ServiceError) {
        let session = try member(deviceID).session
        await session.keepConnected()
    }

    /// The devices of a telescope, by role, the primary one first.
    public func devices(of telescopeID: UUID) async -> [DeviceSnapshot] {
        var snapshots: [DeviceSnapshot] = []
        for member in members(of: telescopeID) { snapshots.append(await member.session.snapshot) }
        return snapshots
    }

    /// One device.
    ///
    /// - Parameter deviceID: The id under which it was attached.
    /// - Returns: The device as it is known now.
    /// - Throws: `ServiceError` `not_found`.
    public func device(_ deviceID: UUID) async throws(ServiceError) -> DeviceSnapshot {
        let session = try member(deviceID).session
        return await session.snapshot
    }

    /// A telescope as it is known now: its mount, its last movement and all its devices.
    public func reading(_ telescopeID: UUID) async -> TelescopeReading {
        let devices = await devices(of: telescopeID)
        let members = members(of: telescopeID)
        var motions: [Motion] = []
        var alarms: [UUID: String] = [:]
        for member in members {
            if let motion = await member.mover.latest { motions.append(motion) }
            alarms[member.session.device.id] = await member.mover.alarm
        }
        let mount = members.first { $0.session.device.address.type == .telescope }?.session.device.id
        return TelescopeReading(
            mount: devices.first { $0.device.id == mount }, motion: motions.first { $0.deviceID == mount },
            alarm: mount.flatMap { alarms[$0] }, devices: devices, motions: motions, alarms: alarms)
    }
}
