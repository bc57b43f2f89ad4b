/// One field of a row: its type, its text, and for error messages its column.
public struct PostgresField: Sendable {
    /// The object id of the type.
    public let type: UInt32
    /// The value in text form, nil for NULL.
    public let text: String?
    let storage: ResultStorage
    let column: Int32

    /// The text of a field that must not be NULL.
    func required(as target: Any.Type) throws(PostgresError) -> String {
        guard let text else {
            throw PostgresError(
                .decoding, "column \(storage.columnName(column)): expected \(target), found NULL")
        }
        return text
    }

    /// The text of a field that must not be NULL and must have one of some types.
    func required(_ types: [UInt32], as target: Any.Type) throws(PostgresError) -> String {
        guard types.contains(type) else { throw mismatch(target) }
        return try required(as: target)
    }

    /// The error for a field that does not hold what was asked for.
    public func mismatch(_ target: Any.Type) -> PostgresError {
        PostgresError(
            .decoding,
            "column \(storage.columnName(column)): expected \(target), found \(PostgresType.name(type))"
                + (text == nil ? " NULL" : ""))
    }

    func element(type: UInt32, text: String?) -> PostgresField {
        PostgresField(type: type, text: text, storage: storage, column: column)
    }
}
