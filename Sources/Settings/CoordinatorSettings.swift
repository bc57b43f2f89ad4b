import FoundationEssentials
import Kernel

/// The settings of one coordinator as the store holds them.
struct CoordinatorSettings {
    /// A row of `coordinator_config`.
    struct Row {
        var value: JSONValue
        let isSecret: Bool
        let updatedAt: Date
        let updatedBy: String?
        /// Why a secret could not be decrypted; its value is then what is stored.
        var fault: ServiceError?
    }

    /// A row that the key does not accept.
    struct Refusal {
        let key: String
        let error: ServiceError
    }

    static let mask: JSONValue = "********"

    private(set) var keys: [AnySettingKey]
    private var values: [String: JSONValue] = [:]
    private var rows: [String: Row] = [:]
    private var refused: [String: JSONValue] = [:]

    /// Begins with the defaults.
    init(_ keys: [AnySettingKey]) {
        self.keys = keys
        for key in keys { values[key.name] = key.defaultValue }
    }

    /// The values in force.
    var snapshot: SettingsSnapshot { SettingsSnapshot(values) }

    /// The key of a name.
    func key(_ name: String) throws(ServiceError) -> AnySettingKey {
        if let key = keys.first(where: { $0.name == name }) { return key }
        let meant = NearestName(among: keys.map(\.name)).of(name).map { ", did you mean \($0)" } ?? ""
        throw ServiceError(.notFound, "no setting \(name.prefix(64))\(meant)")
    }

    /// Takes all rows of the coordinator as they are in the database.
    ///
    /// A setting without a row has its default; one whose row is not acceptable keeps its value.
    /// - Parameter fresh: The rows by key.
    /// - Returns: The rows that were refused and not refused before.
    mutating func take(_ fresh: [String: Row]) -> [Refusal] {
        rows = fresh
        return keys.compactMap { take(fresh[$0.name], of: $0) }
    }

    private mutating func take(_ row: Row?, of key: AnySettingKey) -> Refusal? {
        do throws(ServiceError) {
            values[key.name] =
                try row.map { row throws(ServiceError) in
                    if let fault = row.fault { throw fault }
                    return try key.validate(row.value)
                } ?? key.defaultValue
            refused[key.name] = nil
            return nil
        } catch {
            defer { refused[key.name] = row?.value }
            return refused[key.name] == row?.value ? nil : Refusal(key: key.name, error: error)
        }
    }

    /// Takes the row that an update wrote.
    mutating func take(_ row: Row, of key: AnySettingKey) {
        rows[key.name] = row
        values[key.name] = row.value
        refused[key.name] = nil
    }

    /// The value in force, masked if it is a secret.
    func shown(_ key: AnySettingKey) -> JSONValue {
        isSecret(key) ? Self.mask : values[key.name] ?? key.defaultValue
    }

    /// A setting as somebody sees who may read it.
    func description(of key: AnySettingKey) -> SettingDescription {
        SettingDescription(
            key: key.name, value: shown(key), type: key.type,
            defaultValue: isSecret(key) ? Self.mask : key.defaultValue, description: key.description,
            isSecret: isSecret(key), updatedAt: rows[key.name]?.updatedAt, updatedBy: rows[key.name]?.updatedBy)
    }

    /// Whether a setting is masked and encrypted, as its key or its row says.
    func isSecret(_ key: AnySettingKey) -> Bool { key.isSecret || rows[key.name]?.isSecret == true }
}
