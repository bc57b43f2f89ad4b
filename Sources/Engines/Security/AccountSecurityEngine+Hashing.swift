import Kernel
import Logging
import Postgres

extension AccountSecurityEngine {
    /// The hash of a new password, with the settings and the key of the moment.
    ///
    /// - Parameter password: A password that the rules accept.
    /// - Returns: What is stored.
    /// - Throws: `too_many_requests` when too many wait.
    func hashed(_ password: String) async throws(ServiceError) -> PasswordHash {
        let keyID = pepper.currentKeyID
        let material = try pepper.material(of: password, under: keyID)
        return PasswordHash(text: try await innerHasher.hash(material, cost: policy.bcryptCost), keyID: keyID)
    }

    /// Whether a password belongs to a hash; costs exactly one bcrypt whatever the answer, also when nobody can tell.
    ///
    /// - Parameters:
    ///   - password: What was typed, anything at all.
    ///   - hash: What is stored.
    ///   - hasher: Where it waits.
    /// - Returns: True when they belong together; false also when the hash's key is not here.
    /// - Throws: `too_many_requests` when too many wait.
    func matches(
        _ password: String, _ hash: PasswordHash, by hasher: PasswordHasher
    ) async throws(ServiceError) -> Bool {
        // An empty text belongs to no hash and costs the same.
        let material = (try? pepper.material(of: password, under: hash.keyID)) ?? ""
        return try await hasher.matches(material, hash.text)
    }

    /// Whether a hash is as it would be made now.
    func isUpToDate(_ hash: PasswordHash) -> Bool {
        Bcrypt.cost(of: hash.text) == policy.bcryptCost && hash.keyID == pepper.currentKeyID
    }

    /// Whether a hash can be checked on this node; tells the log about the first that cannot.
    func canCheck(_ hash: PasswordHash) -> Bool {
        guard let keyID = hash.keyID, !pepper.canCheck(keyID) else { return true }
        if missingKeys.insert(keyID).inserted {
            logger.error(
                "passwords cannot be checked, their key is not in the key file", metadata: ["key.id": "\(keyID)"])
        }
        return false
    }

    /// How many accounts have a hash that cannot be checked here.
    ///
    /// - Returns: The number.
    /// - Throws: When the database is away.
    func accountsWithMissingKey() async throws -> Int {
        let rows = try await database.query(
            "select password_key_id, count(*) from users where password_key_id is not null group by password_key_id")
        return try rows.reduce(0) { sum, row in
            try pepper.canCheck(row.decode(0)) ? sum : sum + row.decode(1, as: Int.self)
        }
    }
}
