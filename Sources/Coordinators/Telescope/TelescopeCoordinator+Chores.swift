import FoundationEssentials

/// Work beside the commands, each of a kind once at a time, so that one slow device delays nobody else.
enum Chore: Hashable, Sendable {
    /// A stop of which the caller is told nothing.
    case unseenStop(UUID)
    /// A telescope is being stopped at a limit.
    case limit(UUID)
    /// A dome is being sent after its telescope.
    case dome(UUID)
}

extension TelescopeCoordinator {
    /// Begins a chore unless it is at work already.
    ///
    /// The task belongs to the coordinator: it ends by itself with a device's answer or deadline, and `stop()` cancels it.
    func begin(_ chore: Chore, _ work: @escaping @Sendable (isolated TelescopeCoordinator) async -> Void) {
        guard chores[chore] == nil else { return }
        chores[chore] = Task {
            await work(self)
            chores[chore] = nil
        }
    }
}
