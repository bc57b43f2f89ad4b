import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension TelescopeQueries {
    private static let deviceColumns: SQL = """
        id, telescope_id, device_role, device_type, device_number, server_url, device_name, is_primary, enabled, \
        last_connected, slaved
        """

    private static func device(_ row: PostgresRow) throws(PostgresError) -> DeviceRecord {
        DeviceRecord(
            id: try row.decode("id"), telescopeID: try row.decode("telescope_id"), role: try row.decode("device_role"),
            type: try row.decode("device_type"),
            number: UInt32(clamping: try row.decode("device_number", as: Int64.self)),
            serverURL: try row.decode("server_url"), name: try row.decode("device_name"),
            isPrimary: try row.decode("is_primary"), isEnabled: try row.decode("enabled"),
            lastConnected: try row.decode("last_connected"), isSlaved: try row.decode("slaved"))
    }

    /// Every device of every telescope.
    func allDevices() async throws(ServiceError) -> [DeviceRecord] {
        try await rows("select \(Self.deviceColumns) from telescope_devices order by created_at, id", Self.device)
    }

    /// Stores a device inside a transaction; it becomes primary when it is told to or is the first of its role.
    func insertDevice(
        _ request: DeviceAttachRequest, serverURL: String
    ) async throws(ServiceError) -> DeviceRecord {
        let role = request.role ?? request.deviceType
        // The row lock parts two that attach at once: only one of them can find the role empty.
        try await execute("select 1 from telescope_configurations where id = \(request.telescopeID) for update")
        if request.isPrimary == true {
            try await execute(
                """
                update telescope_devices set is_primary = false
                where telescope_id = \(request.telescopeID) and device_role = \(role) and is_primary
                """)
        }
        let made = try await rows(
            """
            insert into telescope_devices
                (telescope_id, device_role, device_type, device_number, server_url, enabled, is_primary)
            values (\(request.telescopeID), \(role), \(request.deviceType), \(Int64(request.deviceNumber)),
                \(serverURL), \(request.connect ?? true),
                \(request.isPrimary == true) or (\(request.isPrimary == nil) and not exists (
                    select from telescope_devices
                    where telescope_id = \(request.telescopeID) and device_role = \(role) and is_primary)))
            returning \(Self.deviceColumns)
            """, Self.device)
        guard let device = made.first else { throw ServiceError(.internal, "the device was not stored") }
        return device
    }

    /// Removes a device inside a transaction; the oldest other one of its role becomes primary in its place.
    func deleteDevice(_ device: DeviceRecord) async throws(ServiceError) {
        try await execute("select 1 from telescope_configurations where id = \(device.telescopeID) for update")
        try await execute("delete from telescope_devices where id = \(device.id)")
        try await execute(
            """
            update telescope_devices set is_primary = true where id = (
                select id from telescope_devices
                where telescope_id = \(device.telescopeID) and device_role = \(device.role)
                order by created_at, id limit 1)
            and not exists (
                select from telescope_devices
                where telescope_id = \(device.telescopeID) and device_role = \(device.role) and is_primary)
            """)
    }

    /// Makes a device primary inside a transaction, in place of another of its role.
    func makePrimary(_ device: DeviceRecord) async throws(ServiceError) {
        try await execute("select 1 from telescope_configurations where id = \(device.telescopeID) for update")
        try await execute(
            """
            update telescope_devices set is_primary = false
            where telescope_id = \(device.telescopeID) and device_role = \(device.role) and is_primary
            """)
        try await execute("update telescope_devices set is_primary = true where id = \(device.id)")
    }

    /// Remembers whether devices are to be connected.
    func setEnabled(_ isEnabled: Bool, _ ids: [UUID]) async throws(ServiceError) {
        try await execute("update telescope_devices set enabled = \(isEnabled) where id = any(\(ids))")
    }

    /// Remembers whether a dome is to follow its telescope.
    func setSlaved(_ isSlaved: Bool, _ id: UUID) async throws(ServiceError) {
        try await execute("update telescope_devices set slaved = \(isSlaved) where id = \(id)")
    }

    /// Remembers that a device was connected, and what it calls itself.
    func noteConnected(_ id: UUID, name: String?) async throws(ServiceError) {
        try await execute(
            """
            update telescope_devices set last_connected = now(), device_name = coalesce(\(name), device_name)
            where id = \(id)
            """)
    }
}
