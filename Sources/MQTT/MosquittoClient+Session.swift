import Kernel
import Logging
import Synchronization

// The side of the client that the connection's thread sees. Each call names the thread's generation: one that was left
// because it took too long has no effect.
extension MosquittoClient {
    /// The table of subscriptions to replay; later changes come with the work.
    func beginReplay(generation: UInt64) -> [Subscription] {
        shared.withLock { state in
            guard state.session?.generation == generation else { return [] }
            state.session?.hasReplayed = true
            return state.subscriptions
        }
    }

    /// The broker has accepted the connection and the subscriptions.
    func becomeReady(generation: UInt64, address: MQTTAddress) {
        let now = time.now()
        let (snapshot, recovered) = shared.withLock { state -> (MQTTConnectionState?, Bool) in
            guard state.session?.generation == generation else { return (nil, false) }
            state.session?.readyAt = now
            state.connection.failedRounds = 0
            state.connection.connections += 1
            state.enter(.connected(address), at: now)
            defer { state.hasReported = false }
            return (state.snapshot, state.hasReported)
        }
        guard let snapshot else { return }
        if recovered {
            logger.notice("broker connection restored", metadata: ["broker.address": "\(address)"])
        }
        onConnectionChange(snapshot)
    }

    /// Takes a report and gives out work: with `room` for that many messages that want an acknowledgement.
    ///
    /// Without work the caller goes to sleep and is woken for new work.
    func exchange(_ report: SessionReport, generation: UInt64, room: Int, mayWrite: Bool) -> SessionWork {
        var work = SessionWork()
        let now = time.now()
        settle { state in
            state.connection.add(report)
            var settlements = report.outcomes.compactMap { state.settle($0.ticket, $0.result) }
            guard let session = state.session, session.generation == generation else { return settlements }
            work.command = state.isStopping ? .drain : .goOn
            swap(&work.changes, &state.changes)
            if session.readyAt != nil, mayWrite {
                settlements += state.fill(&work.entries, room: room, at: now)
            }
            state.wantsWake = work.entries.isEmpty && work.changes.isEmpty
            return settlements
        }
        return work
    }

    /// The connection is over; what it did not get acknowledged waits for the next one, if it may.
    func end(
        generation: UInt64, error: MQTTError, report: SessionReport, unacknowledged: [OutboundQueue.Entry],
        tickets: [Ticket]
    ) {
        let now = time.now()
        var ended: ClientState.Session?
        settle { state in
            state.connection.add(report)
            var settlements = report.outcomes.compactMap { state.settle($0.ticket, $0.result) }
            guard state.session?.generation == generation else { return settlements }
            ended = state.session.take()
            state.enter(.waiting, at: now)
            state.connection.roundTrip = nil
            let changes = state.changes.map(\.ticket)
            state.changes.removeAll()
            for ticket in tickets + changes {
                settlements += [state.settle(ticket, .failure(error))].compactMap(\.self)
            }
            for entry in unacknowledged where !entry.outlivesConnection {
                settlements += [state.settle(entry.ticket, .failure(error))].compactMap(\.self)
            }
            let again = unacknowledged.filter { entry in
                entry.outlivesConnection && (entry.ticket.map { state.isAwaited($0) } ?? true)
            }
            settlements += state.fall(state.queue.putBack(again))
            settlements += state.fall(state.queue.drop(error) { !$0.outlivesConnection })
            return settlements
        }
        ended?.ended.resume(returning: ClientState.SessionEnd(error: error, readyAt: ended?.readyAt))
    }
}

extension ClientState {
    private static let batch = 64

    /// Takes messages from the queue, in order, while they fit; those whose time is over fall out.
    fileprivate mutating func fill(
        _ entries: inout [OutboundQueue.Entry], room: Int, at now: Duration
    ) -> [Settlement] {
        var room = room
        var settlements: [Settlement] = []
        while entries.count < Self.batch, let entry = queue.first() {
            if entry.message.qos > .atMostOnce, room == 0 { break }
            _ = queue.popFirst()
            if let end = entry.end, end <= now {
                settlements += fall([OutboundQueue.Fallen(ticket: entry.ticket, error: .expired)])
                continue
            }
            if let ticket = entry.ticket, !isAwaited(ticket) { continue }
            if entry.message.qos > .atMostOnce { room -= 1 }
            entries.append(entry)
        }
        return settlements
    }
}

extension MQTTConnectionState {
    fileprivate mutating func add(_ report: SessionReport) {
        counters.received &+= report.received
        counters.sent &+= report.sent
        counters.inboundDropped &+= report.inboundDropped
        counters.inboundMalformed &+= report.inboundMalformed
        counters.outboundRefused &+= report.outboundRefused
        counters.outboundExpired &+= report.outboundExpired
        if let latest = report.roundTrip { roundTrip = latest }
        missedProbes = report.missedProbes
    }
}

extension MosquittoClient {
    /// A filter that the broker refused is not tried again.
    func forget(_ filter: String) {
        shared.withLock { state in state.subscriptions.removeAll { $0.filter == filter } }
    }
}
