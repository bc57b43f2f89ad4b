import Contracts
import Kernel

/// Works out rates from counts that only grow.
struct RateMeter: Sendable {
    private struct Sample {
        let at: Duration
        let families: [String: MessageDiagnostics.Family]
    }

    private var older: Sample?
    private var newer: Sample?

    /// Keeps the counts of a moment; to be called at even intervals.
    mutating func sample(_ diagnostics: MessageDiagnostics, at now: Duration) {
        older = newer
        newer = Sample(at: now, families: diagnostics.families)
    }

    /// The diagnostics with the rates since the sample before last, or since the last when there is only one.
    func rated(_ diagnostics: MessageDiagnostics, at now: Duration) -> MessageDiagnostics {
        guard let base = older ?? newer, now > base.at else { return diagnostics }
        let seconds = (now - base.at).seconds
        var rated = diagnostics
        for (name, family) in diagnostics.families {
            let before = base.families[name] ?? .init(in: 0, out: 0, dropped: 0)
            rated.families[name]?.inRate = Double(family.in - before.in) / seconds
            rated.families[name]?.outRate = Double(family.out - before.out) / seconds
        }
        return rated
    }
}
