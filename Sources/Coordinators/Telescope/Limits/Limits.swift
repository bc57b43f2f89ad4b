import Contracts

/// The one checker that every way to a movement passes through.
///
/// A new interlock is a row in `standard`, and a source if it must know something new.
struct Limits: Sendable {
    /// The rows, in the order in which they are told.
    let rows: [Limit]

    /// All limits of this observatory.
    static let standard = Limits(rows: [.enabled, .connected, .inRange, .notMoving, .notParked, .aboveHorizon])

    /// What must be known to check something.
    func sources(_ act: LimitedAct, _ role: DeviceRole) -> Set<LimitSource> {
        Set(rows.filter { $0.applies(act, role) }.flatMap(\.reads))
    }

    /// The first limit that is not kept; nil when all are.
    func breach(_ scene: LimitScene) -> LimitBreach? {
        for row in rows where row.applies(scene.act, scene.role) {
            if let unknown = row.reads.first(where: { !scene.knows($0) }) {
                return LimitBreach(unknown: unknown, of: row.name)
            }
            if let breach = row.breach(scene) { return breach }
        }
        return nil
    }
}
