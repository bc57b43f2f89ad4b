import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// A checkpoint as it lies in the database, with the signature that it claims.
struct StandingCheckpoint: Sendable {
    let checkpoint: AuditCheckpoint
    let hash: [UInt8]
    private let signature: Data
    /// How many rows are there that it says are not.
    private let rowsBehind: Int

    /// Reads a row of `audit_checkpoints` with the number of rows of the trail behind it.
    init(_ row: PostgresRow) throws(PostgresError) {
        checkpoint = try AuditCheckpoint(row)
        hash = try row.decode("hash")
        signature = try row.decode("signature")
        rowsBehind = try row.decode("rows_behind")
    }

    /// What is wrong with it, in words; nil when the installation made it.
    func fault(_ secrets: SecretKeeper?) -> String? {
        let name = "the checkpoint at row \(checkpoint.seq)"
        guard rowsBehind == 0 else { return "\(rowsBehind) rows lie behind \(name)" }
        guard let secrets else { return "\(name) cannot be checked: the keys of the installation are not known here" }
        do {
            let isGood = try checkpoint.signature(secrets) == signature
            return isGood ? nil : "\(name) was not made by this installation"
        } catch {
            return "\(name) cannot be checked: \(ServiceError(wrapping: error).message)"
        }
    }
}
