import Contracts
import Kernel

/// What an account's fields must look like; each refusal names its field.
enum AccountRules {
    /// Checks a username: 1 to 64 ASCII letters, digits and `._@+-`, beginning with a letter or digit.
    ///
    /// - Parameter username: What was sent.
    /// - Returns: The username.
    /// - Throws: `invalid_request` naming the field.
    static func username(_ username: String) throws(ServiceError) -> String {
        let allowed = username.unicodeScalars.allSatisfy { isLetterOrDigit($0) || "._@+-".unicodeScalars.contains($0) }
        guard (1...64).contains(username.utf8.count), allowed,
            username.unicodeScalars.first.map(isLetterOrDigit) == true
        else {
            throw refusal("username", "must be 1 to 64 letters, digits or . _ @ + - and begin with a letter or digit")
        }
        return username
    }

    /// Checks an address: something, one `@`, something; at most 254 bytes (RFC 5321, section 4.5.3.1).
    ///
    /// - Parameter email: What was sent.
    /// - Returns: The address.
    /// - Throws: `invalid_request` naming the field.
    static func email(_ email: String) throws(ServiceError) -> String {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard email.utf8.count <= 254, email.isReadableLine, !email.contains(where: \.isWhitespace), parts.count == 2,
            parts.allSatisfy({ !$0.isEmpty })
        else {
            throw refusal("email", "must be an address such as name@example.org")
        }
        return email
    }

    /// Checks a new password.
    ///
    /// - Parameters:
    ///   - password: What was sent.
    ///   - field: The field's name.
    ///   - minimum: The fewest characters.
    ///   - words: What is known of its owner, such as the account's name.
    /// - Returns: The password.
    /// - Throws: `invalid_request` naming the field, never the password.
    static func password(
        _ password: String, field: String, minimum: Int, knowing words: [String] = []
    ) throws(ServiceError) -> String {
        // The bytes first: counting the characters of a long text takes long.
        guard password.isEmpty || PasswordPepper.normalised(password) != nil else {
            throw refusal(
                field, "must be 1 to \(Bcrypt.longestPassword) bytes without a zero byte",
                ["maximum": .integer(Int64(Bcrypt.longestPassword))])
        }
        guard password.count >= max(minimum, 1) else {
            throw refusal(field, "must have at least \(minimum) characters", ["minimum": .integer(Int64(minimum))])
        }
        if let reason = GuessedPassword.reason(password, knowing: words) {
            throw refusal(
                field, "is guessed too easily: \(reason)",
                ["reason": .string(reason), "cure": "use several words that do not belong together"])
        }
        return password
    }

    /// What is known of an account's owner, and would be tried first.
    static func words(username: String, email: String) -> [String] {
        let known = [username] + email.split(whereSeparator: { "@.".contains($0) }).map(String.init)
        // One or two letters are in every password.
        return known.filter { $0.count > 2 } + ["bigskies", "big skies"]
    }

    private static func refusal(
        _ field: String, _ rule: String, _ details: [String: JSONValue] = [:]
    ) -> ServiceError {
        ServiceError(
            .invalidRequest, "\(field) \(rule)", details: details.merging(["field": .string(field)]) { old, _ in old })
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
}
