/// One line of the table.
struct Row: Sendable {
    /// What was measured.
    let what: String
    /// What the figures count, such as `match/s` or `µs`.
    let unit: String
    /// Our side.
    let ours: Measurement
    /// The other side, without samples when it did not run.
    let peer: (name: String, measurement: Measurement)?
    /// Why the peer could not run.
    let missingPeer: String?
    /// What was promised.
    let target: Target

    /// Our figure divided by the peer's.
    var ratio: Double? {
        guard let peer, !peer.measurement.samples.isEmpty else { return nil }
        return ours.median / peer.measurement.median
    }

    /// What our figure has beyond the peer's.
    var excess: Double? {
        guard let peer, !peer.measurement.samples.isEmpty else { return nil }
        return ours.median - peer.measurement.median
    }
}

/// A promise about a row.
enum Target: Sendable {
    case atLeast(Double)
    case atMost(Double)
    case ratioAtLeast(Double)
    case ratioAtMost(Double)
    /// At most this much beyond the peer's figure.
    case excessAtMost(Double)

    /// Whether a row keeps the promise, or nothing when that needs a peer that did not run.
    func isKept(by row: Row) -> Bool? {
        switch self {
        case .atLeast(let limit): row.ours.median >= limit
        case .atMost(let limit): row.ours.median <= limit
        case .ratioAtLeast(let limit): row.ratio.map { $0 >= limit }
        case .ratioAtMost(let limit): row.ratio.map { $0 <= limit }
        case .excessAtMost(let limit): row.excess.map { $0 <= limit }
        }
    }

    /// The promise in words.
    func text(unit: String) -> String {
        switch self {
        case .atLeast(let limit): "≥ \(Table.figure(limit)) \(unit)"
        case .atMost(let limit): "≤ \(Table.figure(limit)) \(unit)"
        case .ratioAtLeast(let limit): "≥ \(Table.figure(limit)) × peer"
        case .ratioAtMost(let limit): "≤ \(Table.figure(limit)) × peer"
        case .excessAtMost(let limit): "≤ peer + \(Table.figure(limit)) \(unit)"
        }
    }
}
