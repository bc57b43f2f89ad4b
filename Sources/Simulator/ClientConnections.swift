/// Who is connected to a device: clients come and go on their own, and the device is connected while one is there.
struct ClientConnections: Sendable {
    /// After this many silent seconds a client is gone; a crashed one would hold the device for ever.
    static let patience = 1800.0

    private struct Client {
        var readyAt: Double
        var heardAt: Double
    }

    private var clients: [UInt32: Client] = [:]
    private var endsAt = 0.0

    /// Notes that a client is alive, and forgets those that are not.
    mutating func hear(_ client: UInt32, at now: Double) {
        clients[client]?.heardAt = now
        clients = clients.filter { now - $0.value.heardAt <= Self.patience }
    }

    /// Whether the device is connected.
    func isConnected(at now: Double) -> Bool { clients.values.contains { $0.readyAt <= now } }

    /// Whether a connection is being made or ended.
    func isConnecting(at now: Double) -> Bool { now < endsAt || clients.values.contains { now < $0.readyAt } }

    /// Connects a client, which takes some seconds unless somebody is connected already.
    mutating func connect(_ client: UInt32, at now: Double, takes seconds: Double) {
        let readyAt = isConnected(at: now) ? now : now + seconds
        clients[client] = Client(readyAt: min(readyAt, clients[client]?.readyAt ?? .infinity), heardAt: now)
    }

    /// Lets a client go; the device takes some seconds when it was the last.
    mutating func disconnect(_ client: UInt32, at now: Double, takes seconds: Double) {
        guard clients.removeValue(forKey: client) != nil else { return }
        if clients.isEmpty { endsAt = now + seconds }
    }
}
