import Access
import Kernel
import Messaging

/// A command or event that was admitted: who sent it, what it asks, and until when.
struct Work<Owner: Coordinator>: Sendable {
    let id: UInt64
    let frame: Frame
    let route: Route<Owner>
    let caller: Caller
    let body: any Sendable
    let memoryKey: CommandMemoryState.Key?
    let orderKey: String?
    /// What allowed it, unless the domain's own check says more.
    let rule: String
    var deadline: Duration

    var isUrgent: Bool { route.traits.contains(.urgent) }
    var changes: Bool { route.traits.contains(.changes) }
}
