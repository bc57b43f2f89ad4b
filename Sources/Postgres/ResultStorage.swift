import CPostgres
import Glibc

/// Owns one `PGresult` and frees it.
///
/// `@unchecked`: "PGresult objects are normally read-only after creation, and so can be passed around freely between
/// threads" (libpq, 34.19).
final class ResultStorage: @unchecked Sendable {
    private let result: OpaquePointer
    let rows: Int
    let columns: Int32

    init(_ result: OpaquePointer) {
        self.result = result
        rows = Int(PQntuples(result))
        columns = PQnfields(result)
    }

    deinit {
        PQclear(result)
    }

    /// The rows that the statement changed or returned.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    func columnName(_ column: Int32) -> String {
        PQfname(result, column).map { String(cString: $0) } ?? "\(column)"
    }

    func column(named name: String) -> Int32? {
        name.withCString { name in
            (0..<columns).first { column in PQfname(result, column).map { strcmp($0, name) == 0 } ?? false }
        }
    }

    /// A field; row and column must exist.
    func field(row: Int, column: Int32) -> PostgresField {
        let row = Int32(truncatingIfNeeded: row)
        var text: String?
        if PQgetisnull(result, row, column) == 0, let value = PQgetvalue(result, row, column) {
            let bytes = UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result, row, column)))
            text = String(decoding: bytes, as: UTF8.self)
        }
        return PostgresField(type: PQftype(result, column), text: text, storage: self, column: column)
    }
}
