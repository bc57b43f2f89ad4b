/// What a statement returned: its rows, and how many rows it touched.
public struct PostgresResult: Sendable {
    let storage: ResultStorage

    /// How many rows the statement inserted, updated, deleted or returned.
    public var affectedRows: Int { storage.affectedRows }

    /// The names of the columns, left to right.
    public var columnNames: [String] { (0..<storage.columns).map { storage.columnName($0) } }
}

extension PostgresResult: RandomAccessCollection {
    /// The position of the first row, 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { storage.rows }

    /// A row by its position.
    public subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "no row \(position) in a result of \(storage.rows)")
        return PostgresRow(storage: storage, row: position)
    }
}
