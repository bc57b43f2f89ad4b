import Crypto
import Kernel
import Postgres
import Secrets
import Synchronization

/// Opens the signing keys that are read from the database, each once.
///
/// A key that was opened stays good when it is sealed anew under a key that has not been brought to this machine yet.
final class SigningKeyReader: Sendable {
    private let keeper: SecretKeeper
    private let opened = Mutex<[String: SymmetricKey]>([:])

    init(_ keeper: SecretKeeper) {
        self.keeper = keeper
    }

    /// The keys of some rows of `SigningKeys.columns`, and the names of the keys of the key file that are missing here.
    ///
    /// - Throws: `unavailable` when there is none left, `internal` when one was changed.
    func read(_ rows: PostgresResult) throws -> (keys: [SigningKey], missing: Set<String>) {
        var (keys, missing): ([SigningKey], Set<String>) = ([], [])
        for row in rows {
            let (id, text): (String, String) = (try row.decode(0), try row.decode(1))
            guard let sealed = SealedSecret(text) else {
                throw ServiceError(.internal, "the signing key \(id) is not encrypted as it should be")
            }
            // Asking also lets the keeper find out that its keys were rotated.
            let isHere = keeper.holds(sealed.keyID)
            if !isHere { missing.insert(sealed.keyID) }
            guard let secret = try known(id) ?? (isHere ? open(id, sealed) : nil) else { continue }
            keys.append(
                SigningKey(id: id, secret: secret, createdAt: try row.decode(2), retiredAt: try row.decode(3)))
        }
        guard !keys.isEmpty || missing.isEmpty else {
            throw ServiceError(
                .unavailable, "no signing key opens: \(missing.sorted().joined(separator: ", ")) is not in the key file"
            )
        }
        return (keys, missing)
    }

    private func known(_ id: String) -> SymmetricKey? { opened.withLock { $0[id] } }

    private func open(_ id: String, _ sealed: SealedSecret) throws(ServiceError) -> SymmetricKey {
        let secret = SymmetricKey(data: try keeper.open(sealed, from: SigningKeys.place(of: id)))
        opened.withLock { $0[id] = secret }
        return secret
    }
}
