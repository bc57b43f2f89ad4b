import Crypto
public import FoundationEssentials
public import Kernel

/// The secrets of the installation: one for what is made now, older ones for what was made before.
public struct KeyRing: Sendable {
    /// The key that everything new is made under.
    public let current: SecretKey
    private let keys: [String: SecretKey]

    /// Brings keys together; of two with one name the first counts.
    public init(current: SecretKey, older: [SecretKey] = []) {
        self.current = current
        keys = Dictionary(([current] + older).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of all keys.
    public var names: Set<String> { Set(keys.keys) }

    /// Whether a key of this name is here.
    public func holds(_ id: String) -> Bool { keys[id] != nil }

    /// A ring whose new key is `key`, with all keys of this one as older ones.
    public func rotated(to key: SecretKey = .random()) -> KeyRing {
        KeyRing(current: key, older: [current] + keys.values.filter { $0.id != current.id })
    }

    /// All keys, the current one first, the others by name.
    public var all: [SecretKey] {
        [current] + keys.values.filter { $0.id != current.id }.sorted { $0.id < $1.id }
    }

    /// Encrypts a secret for the database: AES-256-GCM under the current key.
    ///
    /// - Parameters:
    ///   - secret: Any bytes.
    ///   - place: Where it will lie, for example `signing_keys/8f0e`: read elsewhere it does not open.
    /// - Returns: What can be stored.
    /// - Throws: `internal` when the library refuses.
    public func seal(_ secret: Data, for place: String) throws(ServiceError) -> SealedSecret {
        do {
            let box = try AES.GCM.seal(
                secret, using: current.derived(for: .storage), authenticating: Data(place.utf8))
            guard let bytes = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return SealedSecret(keyID: current.id, bytes: bytes)
        } catch {
            throw ServiceError(.internal, "a secret cannot be encrypted", cause: error)
        }
    }

    /// Decrypts what `seal` made for the same place.
    ///
    /// - Throws: `unavailable` when its key is not here, `internal` when it was changed or lay elsewhere.
    public func open(_ sealed: SealedSecret, from place: String) throws(ServiceError) -> Data {
        guard let key = keys[sealed.keyID] else { throw Self.missing(sealed.keyID) }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.bytes)
            return try AES.GCM.open(box, using: key.derived(for: .storage), authenticating: Data(place.utf8))
        } catch {
            throw ServiceError(
                .internal, "the secret \(place) does not open with the key \(sealed.keyID)", cause: error)
        }
    }

    /// The HMAC-SHA-256 of some bytes under a key, 32 bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is authenticated.
    ///   - purpose: Which of the derived keys is used.
    ///   - id: The key; nil for the current one.
    /// - Returns: The code.
    /// - Throws: `unavailable` when the key is not here.
    public func code(
        of bytes: some DataProtocol, for purpose: SecretPurpose, under id: String? = nil
    ) throws(ServiceError) -> Data {
        guard let key = keys[id ?? current.id] else { throw Self.missing(id ?? "") }
        return Data(HMAC<SHA256>.authenticationCode(for: Data(bytes), using: key.derived(for: purpose)))
    }

    private static func missing(_ id: String) -> ServiceError {
        ServiceError(.unavailable, "the key \(id) is not in the key file", details: ["key_id": .string(id)])
    }
}
