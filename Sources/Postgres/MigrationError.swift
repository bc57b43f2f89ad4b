public import Kernel

/// Why the schema cannot be brought up to date.
public enum MigrationError: Error, Sendable {
    /// A file's name does not begin with its number.
    case unnumbered(String)
    /// Two files have the same number.
    case duplicate(version: Int, first: String, second: String)
    /// A file is not text.
    case unreadable(String)
    /// A file that has been applied is not what it was.
    case changed(file: String, version: Int, recorded: String, found: String)
    /// The database has migrations that this program does not know.
    case newer(versions: [Int])
    /// The database cannot be written: it is a standby, or set to read-only.
    case readOnly
    /// The user lacks a right.
    case forbidden(user: String, database: String)
    /// A migration failed and was undone.
    case failed(file: String, PostgresError)
    /// A file ends the transaction that it must run in.
    case endsTransaction(file: String)
    /// Another process has been migrating for too long.
    case locked(PostgresError)
    /// The database failed outside of a migration.
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong and with which file; safe to show.
    public var description: String {
        switch self {
        case .unnumbered(let file): "migration \(file): the name must begin with a number from 1"
        case .duplicate(let version, let first, let second):
            "migrations \(first) and \(second) have the same number \(version)"
        case .unreadable(let file): "migration \(file) is not UTF-8 text"
        case .changed(let file, let version, let recorded, let found):
            "migration \(file) was changed after it had been applied as version \(version): "
                + "the database has checksum \(recorded.prefix(12)), the file has \(found.prefix(12))"
        case .newer(let versions):
            "the database is newer than this program: it has the migrations "
                + versions.map(String.init).joined(separator: ", ") + ", which this program does not know"
        case .readOnly: "the database is read-only: it is in recovery, or a standby"
        case .forbidden(let user, let database):
            "the user \(user) lacks the right to create or change tables in the database \(database)"
        case .failed(let file, let error): "migration \(file) failed and was undone: \(error)"
        case .endsTransaction(let file):
            "migration \(file) ends the transaction that it runs in; it must not commit or roll back"
        case .locked: "another process has been migrating the database for too long"
        case .database(let error): "\(error)"
        }
    }

    /// For logs: with what the server said.
    public var debugDescription: String {
        switch self {
        case .failed(_, let error), .locked(let error), .database(let error):
            "\(description) (\(error.debugDescription))"
        default: description
        }
    }
}

extension ServiceError {
    /// A failed migration: nothing that a caller did, so `unavailable` when waiting may help and `invalid_state` if not.
    public init(_ error: MigrationError) {
        switch error {
        case .database(let cause), .locked(let cause):
            self.init(ServiceError(cause).code, error.description, cause: error)
        case .readOnly: self.init(.unavailable, error.description, cause: error)
        default: self.init(.invalidState, error.description, cause: error)
        }
    }
}
