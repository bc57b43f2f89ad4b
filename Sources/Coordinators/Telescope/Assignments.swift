import Kernel
import Postgres

/// The `set` list of a partial update: only the columns that a request names.
struct Assignments: Sendable {
    private var parts: [SQL] = []

    /// Whether the request names nothing.
    var isEmpty: Bool { parts.isEmpty }

    /// Sets a column that may not be empty.
    ///
    /// - Throws: `invalid_request` when the request clears it.
    mutating func set<Value, Column: PostgresEncodable>(
        _ column: StaticString, _ patch: Patch<Value>, _ convert: (Value) -> Column
    ) throws(ServiceError) {
        switch patch {
        case .keep: return
        case .clear: throw ServiceError(.invalidRequest, "field \(column) must not be null")
        case .set(let value): parts.append("\(unsafe: "\(column)") = \(convert(value))")
        }
    }

    /// Sets a column that may be empty.
    mutating func setOrClear<Value, Column: PostgresEncodable>(
        _ column: StaticString, _ patch: Patch<Value>, _ convert: (Value) -> Column
    ) {
        switch patch {
        case .keep: return
        case .clear: parts.append("\(unsafe: "\(column)") = null")
        case .set(let value): parts.append("\(unsafe: "\(column)") = \(convert(value))")
        }
    }

    /// The assignments, parted by commas.
    var sql: SQL {
        var joined: SQL = ""
        for (index, part) in parts.enumerated() {
            joined = index == 0 ? part : "\(joined), \(part)"
        }
        return joined
    }
}
