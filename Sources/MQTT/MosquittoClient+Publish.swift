import FoundationEssentials
import Kernel
import Synchronization

extension MosquittoClient {
    /// Sends a message and waits for its outcome: for the acknowledgement, or with QoS 0 for the handing to the network.
    ///
    /// A message with a deadline waits for a connection and is repeated after a lost one until the deadline;
    /// one without is sent on the present connection or not at all.
    /// - Throws: `refused` with the broker's reason code, `expired` at the deadline, `notConnected`, `connectionLost`,
    ///   `queueFull`, `superseded`, `tooLarge`, `invalid`, `stopped`, `cancelled`.
    public func publish(_ message: OutboundMessage) async throws(MQTTError) {
        let now = time.now()
        let ticket = shared.withLock { $0.reserve(end: message.deadline.map { now + $0 }) }
        try await outcome(of: ticket) { state in
            guard state.connection.isConnected || message.deadline != nil else {
                return [state.settle(ticket, .failure(.notConnected))].compactMap(\.self)
            }
            return self.enqueue(message, ticket: ticket, at: now, in: &state)
        }
    }

    /// Hands a message over and returns at once; while there is no connection it waits in the bounded queue.
    ///
    /// It is dropped, and counted, at its deadline, at its expiry, or when too many wait; the oldest go first.
    public func send(_ message: OutboundMessage) {
        let now = time.now()
        var mustWake = false
        settle { state in
            guard !state.isStopping else {
                state.connection.counters.outboundDropped += 1
                return []
            }
            let settlements = enqueue(message, ticket: nil, at: now, in: &state)
            mustWake = state.takeWake()
            return settlements
        }
        if mustWake { wakeup.signal() }
    }

    /// Waits for the outcome of a ticket after a step that sets it going, both cancellable.
    func outcome(
        of ticket: Ticket, _ begin: (inout ClientState) -> [ClientState.Settlement]
    ) async throws(MQTTError) {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: ClientState.Continuation) in
                var mustWake = false
                settle { state in
                    if let settlement = state.wait(ticket, continuation) { return [settlement] }
                    guard !state.isStopping else {
                        return [state.settle(ticket, .failure(.stopped))].compactMap(\.self)
                    }
                    let settlements = begin(&state)
                    mustWake = state.takeWake()
                    return settlements
                }
                if mustWake { wakeup.signal() }
            }
        } onCancel: {
            settle { [$0.cancel(ticket)].compactMap(\.self) }
        }
        try result.get()
    }

    private func enqueue(
        _ message: OutboundMessage, ticket: Ticket?, at now: Duration, in state: inout ClientState
    ) -> [ClientState.Settlement] {
        let life = [message.deadline, message.messageExpiry.map { .seconds(Int64($0)) }].compactMap(\.self).min()
        let entry = OutboundQueue.Entry(
            message: message, ticket: ticket, since: now, end: life.map { now + $0 },
            outlivesConnection: ticket == nil || message.deadline != nil)
        return state.fall(state.queue.append(entry))
    }
}
