import Kernel
import Synchronization

extension MosquittoClient {
    /// Enters a filter in the table that every connection replays, and waits until the present connection has it.
    ///
    /// Without a connection it returns at once: a client is connected only when the whole table is in place.
    /// - Parameters:
    ///   - filter: The filter; one that is there already gets the new options.
    ///   - qos: The highest quality of service of the deliveries.
    ///   - noLocal: Whether the client's own messages are left out.
    ///   - retainAsPublished: Whether the retain flag of a live message is passed on as it was sent.
    /// - Throws: `refused` with the broker's reason code (the filter then leaves the table), `connectionLost` (it stays),
    ///   `invalid`, `expired` after the connect time-out, `stopped`, `cancelled`.
    public func subscribe(
        _ filter: String, qos: QoS = .atLeastOnce, noLocal: Bool = true, retainAsPublished: Bool = true
    ) async throws(MQTTError) {
        guard MosquittoLibrary.isFilter(filter) else { throw .invalid("not a topic filter: \(filter)") }
        let subscription = Subscription(
            filter: filter, qos: qos, noLocal: noLocal, retainAsPublished: retainAsPublished)
        let end = time.now() + configuration.connectTimeout
        let ticket = shared.withLock { $0.reserve(end: end) }
        try await outcome(of: ticket) { state in
            if let index = state.subscriptions.firstIndex(where: { $0.filter == filter }) {
                state.subscriptions[index] = subscription
            } else {
                state.subscriptions.append(subscription)
            }
            return state.change(.subscribe(subscription, ticket))
        }
    }

    /// Takes a filter out of the table, and waits until the broker has done so too when there is a connection.
    ///
    /// - Throws: `connectionLost` (the filter is out of the table all the same), `expired`, `stopped`, `cancelled`.
    public func unsubscribe(_ filter: String) async throws(MQTTError) {
        guard MosquittoLibrary.isFilter(filter) else { throw .invalid("not a topic filter: \(filter)") }
        let end = time.now() + configuration.connectTimeout
        let ticket = shared.withLock { $0.reserve(end: end) }
        try await outcome(of: ticket) { state in
            state.subscriptions.removeAll { $0.filter == filter }
            return state.change(.unsubscribe(filter, ticket))
        }
    }
}

extension ClientState {
    /// Passes a change to the connection that has replayed the table already; without one there is nothing to wait for.
    fileprivate mutating func change(_ change: SubscriptionChange) -> [Settlement] {
        guard session?.hasReplayed == true else { return [settle(change.ticket, .success(()))].compactMap(\.self) }
        changes.append(change)
        return []
    }
}
