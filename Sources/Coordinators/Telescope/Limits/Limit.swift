import Contracts

/// A row of the table of limits: what it applies to, what it reads, and when it is not kept.
struct Limit: Sendable {
    /// The name on the wire.
    let name: String
    /// What it applies to.
    let applies: @Sendable (LimitedAct, DeviceRole) -> Bool
    /// What it must know.
    let reads: [LimitSource]
    /// Why it is not kept; nil when it is.
    let breach: @Sendable (LimitScene) -> LimitBreach?

    /// Makes a row.
    init(
        _ name: String, reads: [LimitSource] = [],
        appliesTo applies: @escaping @Sendable (LimitedAct, DeviceRole) -> Bool,
        _ breach: @escaping @Sendable (LimitScene) -> LimitBreach?
    ) {
        self.name = name
        self.applies = applies
        self.reads = reads
        self.breach = breach
    }
}
