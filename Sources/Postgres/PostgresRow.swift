/// One row of a result; fields are decoded when they are asked for.
public struct PostgresRow: Sendable {
    let storage: ResultStorage
    let row: Int

    /// The value of a column.
    /// - Throws: `PostgresError` `decoding` when there is no such column, or it is NULL or of another type.
    public func decode<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try Value.decode(field(column))
    }

    /// The value of a column by its position, counted from 0.
    /// - Throws: `PostgresError` `decoding` when there is no such column, or it is NULL or of another type.
    public func decode<Value: PostgresDecodable>(
        _ column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try Value.decode(field(column))
    }

    /// The enumeration whose raw value a column holds.
    /// - Throws: `PostgresError` `decoding` when there is no such column or case, or it is NULL or no text.
    @_disfavoredOverload
    public func decode<Value: RawRepresentable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value where Value.RawValue == String {
        let field = try field(column)
        guard let value = Value(rawValue: try String.decode(field)) else { throw field.mismatch(Value.self) }
        return value
    }

    private func field(_ column: String) throws(PostgresError) -> PostgresField {
        guard let index = storage.column(named: column) else {
            throw PostgresError(.decoding, "no column \(column) in the result")
        }
        return storage.field(row: row, column: index)
    }

    private func field(_ column: Int) throws(PostgresError) -> PostgresField {
        guard let index = Int32(exactly: column), (0..<storage.columns).contains(index) else {
            throw PostgresError(.decoding, "no column \(column) in a result of \(storage.columns) columns")
        }
        return storage.field(row: row, column: index)
    }
}
