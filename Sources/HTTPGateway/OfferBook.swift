import Kernel

/// What is on offer now: values in, decisions out.
///
/// Tokens are not kept, only their digests, and an offer is looked up by the digest of what somebody shows: the time that
/// takes says nothing about the tokens that are good.
struct OfferBook {
    /// How many offers there can be; the one that ends first makes room for another.
    static let most = 10_000

    private struct Entry {
        let file: OfferedFile
        let ends: Duration
    }

    private var entries: [[UInt8]: Entry] = [:]

    /// How many there are, ended ones included.
    var count: Int { entries.count }

    /// Puts a file on offer.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - ends: When it is no longer on offer.
    ///   - now: The time.
    /// - Returns: The token, 256 random bits in hexadecimal.
    mutating func add(_ file: OfferedFile, until ends: Duration, at now: Duration) -> String {
        if entries.count >= Self.most { makeRoom(at: now) }
        let token = Digest.hex(Identifier.randomBytes(32))
        entries[Digest.sha256(Array(token.utf8))] = Entry(file: file, ends: ends)
        return token
    }

    /// The file that a token is good for; nil when it never was or no longer is.
    mutating func file(for token: some StringProtocol, at now: Duration) -> OfferedFile? {
        let digest = Digest.sha256(Array(token.utf8))
        guard let entry = entries[digest] else { return nil }
        guard entry.ends > now else {
            entries[digest] = nil
            return nil
        }
        return entry.file
    }

    private mutating func makeRoom(at now: Duration) {
        entries = entries.filter { $0.value.ends > now }
        guard entries.count >= Self.most, let first = entries.min(by: { $0.value.ends < $1.value.ends }) else { return }
        entries[first.key] = nil
    }
}
