import CPostgres
import Glibc

extension PostgresConnection {
    /// Waits for notifications, for a signal or for the limit, whichever comes first.
    ///
    /// Holds the connection's thread while it waits, no other.
    /// - Throws: `PostgresError` `connection` when the connection ends.
    func notifications(
        waitingUpTo limit: Duration, or wakeUp: WakeUp
    ) throws(PostgresError) -> [PostgresNotification] {
        let handle = try openHandle()
        let waiting = drain(handle)
        guard waiting.isEmpty else { return waiting }
        let events = Int16(truncatingIfNeeded: POLLIN)
        var entries = [
            pollfd(fd: PQsocket(handle.connection), events: events, revents: 0),
            pollfd(fd: wakeUp.descriptor, events: events, revents: 0),
        ]
        // A signal or a failed wait is like one that ended early: the caller waits again.
        _ = Glibc.poll(&entries, 2, PostgresConfiguration.milliseconds(limit))
        wakeUp.clear()
        guard entries[0].revents != 0 || !handle.isOpen else { return [] }
        guard handle.isOpen, PQconsumeInput(handle.connection) == 1 else { throw handle.broken(nil) }
        return drain(handle)
    }

    /// Hears a channel from now on.
    func listen(_ channel: String) async throws(PostgresError) {
        let handle = try openHandle()
        guard !channel.utf8.contains(0),
            let quoted = PQescapeIdentifier(handle.connection, channel, channel.utf8.count)
        else { throw PostgresError(.encoding, "no name of a channel") }
        defer { PQfreemem(quoted) }
        try await run(script: "listen \(String(cString: quoted))")
    }

    private func drain(_ handle: PostgresHandle) -> [PostgresNotification] {
        var notifications: [PostgresNotification] = []
        while let entry = PQnotifies(handle.connection) {
            defer { PQfreemem(entry) }
            notifications.append(
                PostgresNotification(
                    channel: String(cString: entry.pointee.relname), payload: String(cString: entry.pointee.extra),
                    processID: entry.pointee.be_pid))
        }
        return notifications
    }
}
