import Contracts
import FoundationEssentials
import Kernel
import Messaging

extension TelescopeCoordinator {
    /// Tells what happened to a telescope: to everybody when it is public, and to its subscribers.
    ///
    /// - Parameters:
    ///   - kind: What it is about.
    ///   - telescopeID: The telescope.
    ///   - payload: What is said; must carry `telescope_id`.
    func publishEvent(
        kind: TelescopeEventKind, telescope telescopeID: UUID, payload: some Encodable & Sendable
    ) async {
        // The latest state is all that anybody wants; of the others each counts.
        let coalesces = kind == .state
        // Looked at now and not before what is said was read: the telescope may have become private meanwhile.
        if isPublic(telescopeID) {
            await bus.publish(
                Publication(
                    topic: bus.space.telescopeEvent(kind.rawValue, telescopeID.text), payload: payload, kind: .event,
                    source: "coordinator:telescope", isRetained: true, expiry: .seconds(60), coalesces: coalesces))
        }
        for topic in subscribers(kind, of: telescopeID) {
            await bus.publish(
                Publication(
                    topic: topic, payload: payload, kind: .event, source: "coordinator:telescope",
                    coalesces: coalesces))
        }
    }

    /// Makes the broker forget what it keeps about a telescope that has become private or is gone.
    func clearEvents(of telescopeID: UUID) async {
        for kind in TelescopeEventKind.allCases {
            await bus.publish(
                Publication(
                    topic: bus.space.telescopeEvent(kind.rawValue, telescopeID.text), payload: Empty(), kind: .cleared,
                    source: "coordinator:telescope", isRetained: true, coalesces: kind == .state))
        }
    }

    /// Whether everybody may know of a telescope.
    func isPublic(_ id: UUID) -> Bool { access.entries[id]?.visibility == .public }
}
