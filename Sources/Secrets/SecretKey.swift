import Crypto
public import FoundationEssentials
import Kernel

/// One secret of the installation, from which the keys for all purposes are derived.
public struct SecretKey: Sendable {
    /// The fewest characters of a secret that an operator gives.
    public static let shortestText = 32

    /// Its name, stored with everything that was made under it: `[a-z0-9-]{1,40}`.
    public let id: String
    /// The secret itself, 32 bytes or more.
    let material: SymmetricKey

    /// Describes a key; nil when the name is none or the secret has fewer than 32 bytes.
    public init?(id: String, material: Data) {
        guard Self.isName(id), material.count >= 32 else { return nil }
        self.id = id
        self.material = SymmetricKey(data: material)
    }

    /// A fresh key with a name of its own.
    public static func random() -> SecretKey {
        SecretKey(unchecked: "k-" + Identifier.hex(16), SymmetricKey(size: .bits256))
    }

    /// The key of a text that an operator keeps; the same text is the same key, and its name does not give it away.
    ///
    /// - Parameter text: At least 32 characters.
    /// - Returns: The key; nil when the text is too short.
    public static func ofText(_ text: String) -> SecretKey? {
        guard text.count >= shortestText else { return nil }
        let material = SymmetricKey(data: Data(text.utf8))
        let name = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, info: Data("bigskies/name/1".utf8), outputByteCount: 8)
        return SecretKey(unchecked: "e-" + name.withUnsafeBytes { Digest.hex($0) }, material)
    }

    /// The secret as bytes, for the file that keeps it.
    public var bytes: Data { material.withUnsafeBytes { Data($0) } }

    /// The key for a purpose, 256 bits.
    func derived(for purpose: SecretPurpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: material, info: Data(purpose.label.utf8), outputByteCount: 32)
    }

    private init(unchecked id: String, _ material: SymmetricKey) {
        self.id = id
        self.material = material
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
