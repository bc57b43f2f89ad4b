import CryptoExtras
import FoundationEssentials
import Kernel

/// An account of the managed broker, with its password.
struct BrokerAccount: Sendable {
    /// The name that the installation's own node uses, on the machine of the broker only.
    static let nodeName = "bigskies-node"
    /// The name under which the node looks whether the broker keeps its rules.
    static let probeName = "bigskies-probe"

    /// The name.
    let name: String
    /// The password.
    let password: String

    /// An account with a random password of 256 bits.
    init(named name: String) {
        self.init(name: name, password: Digest.hex(Identifier.randomBytes(32)))
    }

    init(name: String, password: String) {
        (self.name, self.password) = (name, password)
    }

    /// The account of a data directory's own node, with a password made at the first call.
    static func ofNodes(in directory: DataDirectory) throws -> BrokerAccount {
        if let known = try PrivateFile.read(directory.brokerPasswordFile)?.trimmingCharacters(), !known.isEmpty {
            return BrokerAccount(name: nodeName, password: known)
        }
        let account = BrokerAccount(named: nodeName)
        try PrivateFile.write(account.password + "\n", to: directory.brokerPasswordFile)
        return account
    }

    /// The line of the broker's password file: `name:$7$101$salt$hash`, PBKDF2 with HMAC-SHA-512.
    ///
    /// mosquitto wants a salt of 12 bytes and a hash of 64, in standard base64; 101 is its own number of rounds, and
    /// enough for 256 random bits.
    /// - Parameter salt: 12 bytes.
    /// - Returns: The line without its end.
    /// - Throws: An error of the cryptographic library.
    func line(salt: [UInt8] = Identifier.randomBytes(12)) throws -> String {
        let rounds = 101
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8), salt: salt, using: .sha512, outputByteCount: 64, unsafeUncheckedRounds: rounds)
        let hash = key.withUnsafeBytes { Data($0).base64EncodedString() }
        return "\(name):$7$\(rounds)$\(Data(salt).base64EncodedString())$\(hash)"
    }
}
