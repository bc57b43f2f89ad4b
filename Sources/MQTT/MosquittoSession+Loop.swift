import CMosquitto
import Glibc
import Kernel
import Logging

extension MosquittoSession {
    /// Reads, writes and probes until the connection ends.
    ///
    /// An own `poll` instead of the library's loop, which cannot watch descriptors above 1023 and wakes once for every
    /// message that was published.
    /// - Throws: Why the connection ended.
    func work(_ handle: OpaquePointer) throws(MQTTError) {
        var nextUpkeep = client.time.now()
        var drainEnd: Duration?
        while true {
            let isDraining = drainEnd != nil
            let mayWrite = isReady && !mosquitto_want_write(handle)
            report.missedProbes = max((probe?.unanswered ?? 0) - 1, 0)
            let work = client.exchange(
                report, generation: generation, room: max(window - inFlight.count, 0), mayWrite: mayWrite)
            report = SessionReport()
            let now = client.time.now()
            switch work.command {
            case .goOn: break
            case .leave: throw .stopped
            case .drain:
                let end = drainEnd ?? now + client.configuration.drainLimit
                drainEnd = end
                let isEmpty = isDraining && work.entries.isEmpty && inFlight.isEmpty && !mosquitto_want_write(handle)
                if !isReady || isEmpty || now >= end { try sayGoodbye(handle) }
            }
            for change in work.changes { try apply(change, handle) }
            try publish(work.entries, handle)
            if let topic = client.configuration.probeTopic { try decideProbe(on: topic, handle, at: now) }
            let isIdle = work.entries.isEmpty && work.changes.isEmpty
            try turn(handle, pause: isIdle ? pause(until: nextUpkeep, isDraining: drainEnd != nil, at: now) : .zero)
            if client.time.now() >= nextUpkeep {
                // Sends and expects the keep-alive packets; once a second is enough (mosquitto.h, mosquitto_loop_misc).
                try check(mosquitto_loop_misc(handle))
                nextUpkeep = client.time.now() + .seconds(1)
            }
            try proceed(handle)
        }
    }

    private func pause(until nextUpkeep: Duration, isDraining: Bool, at now: Duration) -> Duration {
        guard !isDraining else { return .milliseconds(1) }
        return min(nextUpkeep, probe?.nextAt ?? nextUpkeep) - now
    }

    /// Waits for the socket or a wake-up, then reads and writes what is there.
    private func turn(_ handle: OpaquePointer, pause: Duration) throws(MQTTError) {
        let socket = mosquitto_socket(handle)
        guard socket >= 0 else { throw .connectionLost(reasonCode: goodbye) }
        let wantsWrite = mosquitto_want_write(handle)
        watched[0] = pollfd(fd: socket, events: Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0), revents: 0)
        watched[1] = pollfd(fd: client.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(max(0, min(pause.milliseconds.rounded(.up), 1000)))
        // A signal ends the wait early, which is harmless: the descriptors are then not ready.
        guard poll(&watched, 2, milliseconds) > 0 else { return }
        if watched[1].revents != 0 { client.wakeup.clear() }
        if watched[0].revents & Int16(POLLOUT) != 0 { try check(mosquitto_loop_write(handle, 1)) }
        guard watched[0].revents & ~Int16(POLLOUT) != 0 else { return }
        // One packet a call; several calls save a poll for each. The library leaves EAGAIN behind when no more is there.
        for _ in 0..<64 {
            errno = 0
            try check(mosquitto_loop_read(handle, 1))
            if errno == EAGAIN || mosquitto_socket(handle) < 0 { break }
        }
    }

    /// Goes on from accepted to subscribed to ready.
    private func proceed(_ handle: OpaquePointer) throws(MQTTError) {
        if let reason = accepted {
            accepted = nil
            guard reason == 0 else { throw .refused(reasonCode: reason) }
            for subscription in client.beginReplay(generation: generation) {
                replaying[try subscribe(subscription, handle)] = subscription
            }
            isReplaying = true
        }
        guard isReplaying, replaying.isEmpty else { return }
        isReplaying = false
        isReady = true
        // The complaints explain failed attempts; later the library would format a line for every packet.
        mosquitto_log_callback_set(handle, nil)
        if client.configuration.probeTopic != nil {
            probe = ProbeWindow(interval: client.configuration.probeInterval, now: client.time.now())
        }
        client.becomeReady(generation: generation, address: address)
    }

    private func apply(_ change: SubscriptionChange, _ handle: OpaquePointer) throws(MQTTError) {
        var number: Int32 = 0
        switch change {
        case .subscribe(let subscription, _):
            number = try subscribe(subscription, handle)
        case .unsubscribe(let filter, _):
            try check(mosquitto_unsubscribe_v5(handle, &number, filter, nil))
        }
        changing[number] = change
    }

    private func subscribe(_ subscription: Subscription, _ handle: OpaquePointer) throws(MQTTError) -> Int32 {
        var number: Int32 = 0
        try check(
            mosquitto_subscribe_v5(
                handle, &number, subscription.filter, subscription.qos.rawValue, subscription.options, nil))
        return number
    }

    private func decideProbe(on topic: String, _ handle: OpaquePointer, at now: Duration) throws(MQTTError) {
        switch probe?.decide(at: now) {
        case .wait, nil: return
        case .giveUp: throw .brokerHangs
        case .send:
            // QoS 1: the acknowledgement is the broker's answer, whoever may or may not read the topic.
            var number: Int32 = 0
            try check(mosquitto_publish_v5(handle, &number, topic, 0, nil, 1, false, nil))
            probeNumber = number
        }
    }

    private func sayGoodbye(_ handle: OpaquePointer) throws(MQTTError) {
        // The end is the same whether or not the socket took it.
        _ = mosquitto_disconnect_v5(handle, 0, nil)
        throw .stopped
    }

    /// Turns a code of the library's network functions into the connection's end.
    func check(_ code: Int32) throws(MQTTError) {
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        if let reason = accepted, reason != 0 { throw .refused(reasonCode: reason) }
        guard isReady || isReplaying else { throw failure(connecting: code, errno: errno) }
        switch code {
        case MOSQ_ERR_NOMEM.rawValue, MOSQ_ERR_INVAL.rawValue: throw .library(code)
        default: throw .connectionLost(reasonCode: goodbye.flatMap { $0 >= 0x80 ? $0 : nil })
        }
    }
}
