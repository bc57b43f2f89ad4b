import FoundationEssentials
import Postgres

/// A column of the database that holds sealed secrets: how they are found, and how one is written anew.
struct SealedPlace: Sendable {
    /// The table.
    let table: String
    /// Every sealed row: `id`, the `place` that it was sealed for, and the `sealed` text.
    let rows: SQL
    /// Writes the text of a row.
    let write: @Sendable (_ sealed: String, _ id: UUID) -> SQL

    /// Describes a place.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - rows: Selects `id`, `place` and `sealed` of every row that has a secret.
    ///   - write: Writes a new text to the row with an id.
    init(_ table: String, rows: SQL, write: @escaping @Sendable (_ sealed: String, _ id: UUID) -> SQL) {
        self.table = table
        self.rows = rows
        self.write = write
    }
}

extension SealedPlace {
    /// Every place; `bigskies secrets rotate` encrypts what lies there anew, so a table with a secret belongs here.
    static let all = certificates + identity

    private static let identity = [
        SealedPlace(
            "signing_keys",
            rows: """
                select id, 'signing_keys/' || kid as place, sealed_secret as sealed from signing_keys
                where sealed_secret is not null
                """,
            write: { "update signing_keys set sealed_secret = \($0) where id = \($1)" }),
        SealedPlace(
            "coordinator_config",
            rows: """
                select id, 'coordinator_config/' || coordinator_name || '/' || config_key as place,
                    config_value #>> '{}' as sealed
                from coordinator_config where is_secret and jsonb_typeof(config_value) = 'string'
                """,
            write: {
                """
                update coordinator_config set config_value = to_jsonb(\($0)::text), updated_by = 'secrets rotate'
                where id = \($1)
                """
            }),
    ]
}
