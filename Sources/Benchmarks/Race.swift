/// Measures both sides in turns, A B A B, so that what else the machine does meets both alike.
struct Race: Sendable {
    /// What is measured against us.
    struct Peer: Sendable {
        /// Who it is.
        let name: String
        /// One round, in the unit of the row.
        let round: @Sendable () async throws -> Double
    }

    /// How often each side is measured.
    let rounds: Int
    /// Whether peers run at all.
    let withPeers: Bool

    /// Measures one row.
    ///
    /// - Parameters:
    ///   - what: The row's name.
    ///   - unit: What the figures count.
    ///   - target: What was promised.
    ///   - peer: The other side, when the row has one.
    ///   - ours: One round of our side.
    /// - Returns: The row.
    /// - Throws: What our side throws; a peer that cannot run is a note in the row.
    func row(
        _ what: String, unit: String, target: Target, peer: Peer? = nil, ours: () async throws -> Double
    ) async throws -> Row {
        var mine = Measurement()
        var theirs = Measurement()
        var missing: String?
        for _ in 0..<rounds {
            mine.samples.append(try await ours())
            guard let peer, withPeers, missing == nil else { continue }
            do {
                theirs.samples.append(try await peer.round())
            } catch {
                missing = "\(peer.name): \(error)"
            }
        }
        let measured = peer.map { (name: $0.name, measurement: theirs) }
        return Row(what: what, unit: unit, ours: mine, peer: measured, missingPeer: missing, target: target)
    }
}
