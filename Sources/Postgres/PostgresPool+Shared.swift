import Synchronization

extension PostgresPool {
    /// What the lock protects: the state machine, and what its numbers stand for.
    struct Shared {
        enum Waiter {
            case registered
            case waiting(CheckedContinuation<PoolState.Grant, Never>)
            case answered(PoolState.Grant)
        }

        var state: PoolState
        var connections: [PoolState.ConnectionID: PostgresConnection] = [:]
        var waiters: [PoolState.Ticket: Waiter] = [:]

        init(state: PoolState) {
            self.state = state
        }

        /// Answers a waiting caller; what is returned has to be resumed outside of the lock.
        mutating func answer(_ ticket: PoolState.Ticket, _ grant: PoolState.Grant) -> Wake? {
            switch waiters[ticket] {
            case .waiting(let continuation):
                waiters[ticket] = nil
                return Wake(continuation: continuation, grant: grant)
            case .registered:
                waiters[ticket] = .answered(grant)
                return nil
            case .answered, nil:
                return nil
            }
        }

        /// Turns actions into what has to be done outside of the lock.
        mutating func effects(of actions: [PoolState.Action]) -> Effects {
            var effects = Effects()
            for action in actions {
                switch action {
                case .grant(let ticket, let grant):
                    if let wake = answer(ticket, grant) { effects.wakes.append(wake) }
                case .open(let id): effects.openings.append(id)
                case .close(let id):
                    if let connection = connections.removeValue(forKey: id) { effects.closings.append(connection) }
                }
            }
            return effects
        }
    }

    /// A caller to be woken with its answer.
    struct Wake {
        let continuation: CheckedContinuation<PoolState.Grant, Never>
        let grant: PoolState.Grant
    }

    /// What the state machine wants done, outside of the lock.
    struct Effects {
        var wakes: [Wake] = []
        var closings: [PostgresConnection] = []
        var openings: [PoolState.ConnectionID] = []
    }

    /// Asks the state machine, and wakes and closes as it says; what is to be opened is returned.
    @discardableResult
    func decide(
        _ event: sending (inout PoolState) -> [PoolState.Action]
    ) async -> [PoolState.ConnectionID] {
        let effects = shared.withLock { shared in
            let actions = event(&shared.state)
            return shared.effects(of: actions)
        }
        for wake in effects.wakes { wake.continuation.resume(returning: wake.grant) }
        for connection in effects.closings { await connection.close() }
        return effects.openings
    }
}
