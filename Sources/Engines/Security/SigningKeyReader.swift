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
    private let opened = Mutex<[String: SigningKey]>([:])

    init(_ keeper: SecretKeeper) {
        self.keeper = keeper
    }

    /// The keys of some rows, `kid` and `sealed_secret`, and the names of the keys that would open the others.
    ///
    /// - Throws: When there is none left, or one was changed.
    func read(_ rows: PostgresResult) throws -> (keys: [SigningKey], missing: Set<String>) {
        var (keys, missing): ([SigningKey], Set<String>) = ([], [])
        for row in rows {
            let (id, text): (String, String) = (try row.decode(0), try row.decode(1))
            let sealed = try Self.sealed(id, text)
            // Asking also lets the keeper find out that its keys were rotated.
            if !keeper.holds(sealed.keyID) {
                missing.insert(sealed.keyID)
                if let known = opened.withLock({ $0[id] }) { keys.append(known) }
            } else {
                keys.append(try open(id, text))
            }
        }
        guard !keys.isEmpty || missing.isEmpty else {
            throw ServiceError(
                .unavailable, "no signing key opens: \(missing.sorted().joined(separator: ", ")) is not in the key file"
            )
        }
        return (keys, missing)
    }

    /// One key.
    ///
    /// - Throws: `unavailable` when the key that it is sealed under is missing, `internal` when it was changed.
    func open(_ id: String, _ text: String) throws(ServiceError) -> SigningKey {
        if let known = opened.withLock({ $0[id] }) { return known }
        let secret = try keeper.open(try Self.sealed(id, text), from: SigningKeys.place(of: id))
        let key = SigningKey(id: id, secret: SymmetricKey(data: secret))
        opened.withLock { $0[id] = key }
        return key
    }

    private static func sealed(_ id: String, _ text: String) throws(ServiceError) -> SealedSecret {
        guard let sealed = SealedSecret(text) else {
            throw ServiceError(.internal, "the signing key \(id) is not encrypted as it should be")
        }
        return sealed
    }
}
