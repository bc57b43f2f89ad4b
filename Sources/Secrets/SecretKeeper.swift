public import FoundationEssentials
public import Kernel
import Synchronization

/// The node's keys at work: one place that seals and opens, and that looks into the key file again when a key is missing.
///
/// Keys are rotated beside running nodes: a secret under a key that is not known yet is a reason to read again, once.
public final class SecretKeeper: Sendable {
    private let state: Mutex<KeyRing>
    private let read: @Sendable () throws -> KeyRing

    /// Keeps keys.
    ///
    /// - Parameters:
    ///   - ring: The keys of this moment.
    ///   - read: Reads them anew from where they came from.
    public init(_ ring: KeyRing, read: @escaping @Sendable () throws -> KeyRing) {
        state = Mutex(ring)
        self.read = read
    }

    /// Keeps keys that never change, for tools and tests.
    public convenience init(_ ring: KeyRing) {
        self.init(ring, read: { ring })
    }

    /// The keys of this moment.
    public var ring: KeyRing { state.withLock { $0 } }

    /// Whether there is a key of this name, after another look at where the keys come from if need be.
    public func holds(_ id: String) -> Bool { ring(holding: id).holds(id) }

    /// Encrypts under the current key; see `KeyRing.seal`.
    public func seal(_ secret: Data, for place: String) throws(ServiceError) -> SealedSecret {
        try ring.seal(secret, for: place)
    }

    /// Decrypts; see `KeyRing.open`.
    public func open(_ sealed: SealedSecret, from place: String) throws(ServiceError) -> Data {
        try ring(holding: sealed.keyID).open(sealed, from: place)
    }

    /// The code of some bytes; see `KeyRing.code`.
    public func code(
        of bytes: some DataProtocol, for purpose: SecretPurpose, under id: String? = nil
    ) throws(ServiceError) -> Data {
        try ring(holding: id).code(of: bytes, for: purpose, under: id)
    }

    /// Reads the keys anew.
    ///
    /// - Throws: What reading throws; the keys of before then stay.
    public func reload() throws {
        let fresh = try read()
        state.withLock { $0 = fresh }
    }

    private func ring(holding id: String?) -> KeyRing {
        let known = ring
        guard let id, !known.holds(id) else { return known }
        // A file that cannot be read now leaves what is known; the caller then names the missing key.
        try? reload()
        return ring
    }
}
