import FoundationEssentials

/// An encrypted secret as it is stored: the text `bs1.{key id}.{nonce, ciphertext and tag in base64}`.
public struct SealedSecret: Sendable, Equatable {
    private static let mark = "bs1"

    /// The name of the key that it was made under.
    public let keyID: String
    let bytes: Data

    init(keyID: String, bytes: Data) {
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads what `text` wrote; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.mark, SecretKey.isName(parts[1]),
            let bytes = Data(base64Encoded: String(parts[2]))
        else { return nil }
        (keyID, self.bytes) = (String(parts[1]), bytes)
    }

    /// What is stored.
    public var text: String { "\(Self.mark).\(keyID).\(bytes.base64EncodedString())" }
}
