import CCrypt
import FoundationEssentials
import Kernel

/// bcrypt through libxcrypt, with the `$2b$` form of its hashes (crypt(5)).
enum Bcrypt {
    /// bcrypt reads no further than this, so a longer password would be cut silently (crypt(5)).
    static let longestPassword = 72

    /// The costs that make sense: below, a hash is guessed too fast; above, nobody logs in any more.
    static let costs = 4...16

    /// Whether a password can be hashed as a whole.
    static func accepts(_ password: String) -> Bool {
        let bytes = password.utf8
        return !bytes.isEmpty && bytes.count <= longestPassword && !bytes.contains(0)
    }

    /// The cost in a hash, nil when it is no hash of this kind.
    static func cost(of hash: String) -> Int? {
        let parts = hash.split(separator: "$")
        guard parts.count == 3, parts[0] == "2b" else { return nil }
        return Int(parts[1])
    }

    /// Salt and cost for a new hash; nil when the cost is out of range.
    static func setting(cost: Int) -> String? {
        guard let rounds = UInt(exactly: cost) else { return nil }
        let salt = Identifier.randomBytes(16).map(CChar.init(bitPattern:))
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CRYPT_GENSALT_OUTPUT_SIZE)) { output in
            let made = crypt_gensalt_rn(
                "$2b$", rounds, salt, Int32(salt.count), output.baseAddress, Int32(output.count))
            return made.map { String(cString: $0) }
        }
    }

    /// The hash of a password under a setting, or under the salt and cost of an earlier hash; nil when that is none.
    static func hash(_ password: String, setting: String) -> String? {
        let size = MemoryLayout<crypt_data>.size
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<crypt_data>.alignment)
        // Zeros are what crypt_r wants to begin with, and nothing of the password stays behind (crypt(3)).
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            memory.deallocate()
        }
        let data = memory.bindMemory(to: crypt_data.self, capacity: 1)
        guard let output = crypt_r(password, setting, data) else { return nil }
        let text = String(cString: output)
        return text.hasPrefix("*") ? nil : text
    }

    /// Whether two hashes are the same, in a time that does not depend on where they differ.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
