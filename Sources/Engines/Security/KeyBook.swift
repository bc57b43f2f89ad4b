import Access
import FoundationEssentials
import Kernel

/// The API keys of a snapshot, found by what is shown or by their ids.
struct KeyBook: Sendable {
    private var byHash: [Data: KeyRecord] = [:]
    private var hashes: [UUID: Data] = [:]

    /// Takes the rows.
    init(_ records: [KeyRecord] = []) {
        byHash.reserveCapacity(records.count)
        for record in records {
            byHash[record.hash] = record
            hashes[record.key.id] = record.hash
        }
    }

    /// How many there are, ended ones too.
    var count: Int { byHash.count }

    /// The key with a hash, good at a time.
    ///
    /// The look-up compares hashes and not keys, so how long it takes tells nothing about any key.
    /// - Throws: `unauthenticated`, saying whether it is unknown, revoked or expired.
    func key(withHash hash: Data, at date: Date) throws(ServiceError) -> KeyRecord {
        guard let record = byHash[hash] else { throw ServiceError(.unauthenticated, "the API key is not known") }
        guard !record.isRevoked else { throw ServiceError(.unauthenticated, "the API key was revoked") }
        guard record.expiresAt.map({ $0 > date }) ?? true else {
            throw ServiceError(.unauthenticated, "the API key has expired")
        }
        return record
    }

    /// The key with an id, good at a time.
    ///
    /// - Throws: As `key(withHash:at:)`.
    func key(withID id: UUID, at date: Date) throws(ServiceError) -> KeyRecord {
        try key(withHash: hashes[id] ?? Data(), at: date)
    }
}
