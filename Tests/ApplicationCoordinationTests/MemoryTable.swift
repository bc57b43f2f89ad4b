import Contracts
import Kernel
import Synchronization

@testable import ApplicationCoordination

/// The table as a dictionary that can be taken away.
final class MemoryTable: Sendable {
    private struct State {
        var rows: [String: ServiceEntry] = [:]
        var touches = 0
        var isAway = false
    }

    private let state = Mutex(State())

    var rows: [String: ServiceEntry] { state.withLock { $0.rows } }
    var touches: Int { state.withLock { $0.touches } }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    /// What the coordinator sees.
    var table: ServiceTable {
        ServiceTable(
            load: { try self.work { Array($0.rows.values) } },
            save: { entry in try self.work { $0.rows[entry.id] = entry } },
            touch: { entries in
                try self.work { state in
                    state.touches += 1
                    for entry in entries where state.rows[entry.id] != nil { state.rows[entry.id] = entry }
                }
            },
            remove: { id in try self.work { _ = $0.rows.removeValue(forKey: id) } })
    }

    private func work<Value: Sendable>(_ body: (inout State) -> Value) throws -> Value {
        try state.withLock { state in
            guard !state.isAway else { throw ServiceError(.unavailable, "the database is away") }
            return body(&state)
        }
    }
}
