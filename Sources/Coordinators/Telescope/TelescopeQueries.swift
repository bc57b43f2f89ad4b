import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// The SQL of telescopes, over a pool or inside a transaction.
struct TelescopeQueries: Sendable {
    /// Where the statements run.
    let database: any PostgresExecutor

    /// Runs the statements there.
    init(_ database: any PostgresExecutor) { self.database = database }

    /// Runs a statement and reads its rows.
    func rows<Value>(
        _ sql: SQL, _ read: (PostgresRow) throws(PostgresError) -> Value
    ) async throws(ServiceError) -> [Value] {
        do {
            var values: [Value] = []
            for row in try await database.query(sql) { values.append(try read(row)) }
            return values
        } catch {
            throw Self.meaning(of: error)
        }
    }

    /// Runs a statement for its effect, and returns how many rows it touched.
    @discardableResult
    func execute(_ sql: SQL) async throws(ServiceError) -> Int {
        do {
            return try await database.execute(sql)
        } catch {
            throw Self.meaning(of: error)
        }
    }

    /// The database's refusals that have a meaning here, by the constraint's name.
    static func meaning(of error: PostgresError) -> ServiceError {
        switch error.constraint {
        case "observatory_sites_name":
            ServiceError(.conflict, "there is a site of this name already", cause: error)
        case "telescope_configurations_name_owner":
            ServiceError(.conflict, "the owner has a telescope of this name already", cause: error)
        case "telescope_configurations_site":
            ServiceError(.notFound, "no such site", cause: error)
        case "principal_exists":
            ServiceError(.notFound, "no such user or group", cause: error)
        case "telescope_devices_once":
            ServiceError(.conflict, "the device is attached to this telescope already", cause: error)
        case "telescope_sessions_one_active":
            ServiceError(.conflict, "somebody has a session on this telescope", cause: error)
        default:
            ServiceError(error)
        }
    }
}

extension ServiceError {
    /// A failure inside a transaction: the database's or the work's own.
    init(inTransaction error: any Error) {
        if let error = error as? PostgresError {
            self = TelescopeQueries.meaning(of: error)
        } else {
            self.init(wrapping: error)
        }
    }
}
