public import FoundationEssentials
import Kernel
public import Postgres
public import Secrets

extension InstallationSecrets {
    /// Nodes on other machines need the new key before it is used: this is the time to bring it there.
    public static let grace: Duration = .seconds(300)

    /// Encrypts every secret anew under a new key, and makes a new signing key that begins to sign after `grace`.
    ///
    /// The new keys are written before anything is made under them; when the rest fails, the database is as it was and the
    /// key file has one key more. Password hashes move at the next login.
    /// - Parameters:
    ///   - pool: The installation's database.
    ///   - date: The time.
    ///   - endsTokens: Whether no token is believed that was signed before; the new key signs at once then.
    ///   - read: Reads the keys of now.
    ///   - write: Keeps the keys from now on.
    /// - Returns: The name of the new key, and how many secrets of each table were encrypted anew.
    /// - Throws: `ServiceError` when a secret does not open, what `read` and `write` throw, and what the database throws.
    public static func rotate(
        in pool: PostgresPool, at date: Date, endingTokens endsTokens: Bool = false,
        read: @escaping @Sendable () throws -> KeyRing, write: @escaping @Sendable (KeyRing) throws -> Void
    ) async throws -> (key: String, secrets: [String: Int]) {
        try await pool.withTransaction { transaction in
            try await AdvisoryLock.signingKeys.take(in: transaction)
            let old = try read()
            var opened: [(place: SealedPlace, id: UUID, name: String, secret: Data)] = []
            for place in SealedPlace.all {
                for row in try await transaction.query("\(place.rows) for update") {
                    let name: String = try row.decode("place")
                    guard let sealed = SealedSecret(try row.decode("sealed")) else { continue }
                    opened.append((place, try row.decode("id"), name, try old.open(sealed, from: name)))
                }
            }
            let new = old.rotated()
            try write(new)
            for one in opened {
                let sealed = try new.seal(one.secret, for: one.name)
                try await transaction.execute(one.place.write(sealed.text, one.id))
            }
            if endsTokens {
                try await SigningKeys.replace(in: transaction, with: SecretKeeper(new), at: date)
            } else {
                try await SigningKeys.rotate(
                    in: transaction, with: SecretKeeper(new), at: date.addingTimeInterval(grace.seconds))
            }
            return (new.current.id, opened.reduce(into: [:]) { $0[$1.place.table, default: 0] += 1 })
        }
    }
}
