import CMosquitto
import Glibc
import Kernel
import Logging

/// One connection: one library handle from its creation to its end, on one thread.
///
/// A handle is not used twice: the library would send again, at the next connection, what has expired by then.
final class MosquittoSession {
    let client: MosquittoClient
    let address: MQTTAddress
    let generation: UInt64
    var report = SessionReport()
    /// The messages that wait for their acknowledgement, by the library's number.
    var inFlight: [Int32: OutboundQueue.Entry] = [:]
    /// The entries of the batch that are not handed to the library yet.
    var pending: ArraySlice<OutboundQueue.Entry> = []
    /// The tasks that wait for a subscription or its end, by the library's number.
    var changing: [Int32: SubscriptionChange] = [:]
    /// The subscriptions of the replay that are not acknowledged yet.
    var replaying: [Int32: Subscription] = [:]
    /// The most unacknowledged messages; the library's own default until the broker says more.
    var window = 20
    var accepted: UInt8?
    var goodbye: UInt8?
    /// Whether the table of subscriptions is on its way.
    var isReplaying = false
    var isReady = false
    /// QoS 0 messages that the socket did not take at once; their numbers are not those of acknowledgements.
    var unwritten: Set<Int32> = []
    var isPublishing = false
    /// The round trips of a connection in use, if there is a topic for them.
    var probe: ProbeWindow?
    var probeNumber: Int32?
    var lastComplaint: String?
    /// The socket and the wake-up, for `poll`.
    var watched = [pollfd(), pollfd()]

    /// Prepares a connection for the thread it is made on.
    init(client: MosquittoClient, address: MQTTAddress, generation: UInt64) {
        self.client = client
        self.address = address
        self.generation = generation
    }

    /// Connects, works until the connection ends, and reports its end.
    func run() {
        var reason = MQTTError.stopped
        do {
            try useHandle()
        } catch {
            reason = error
        }
        client.end(
            generation: generation, error: reason, report: report, unacknowledged: Array(inFlight.values) + pending,
            tickets: changing.values.map(\.ticket))
    }

    private func useHandle() throws(MQTTError) {
        // The library holds an unretained pointer to this object, which outlives the handle.
        let userData = Unmanaged.passUnretained(self).toOpaque()
        guard let handle = mosquitto_new(client.configuration.clientID, true, userData) else {
            throw .invalid("the client id is not valid")
        }
        // The library runs no thread of its own here, so this cancels none: it closes the socket and frees everything.
        defer { mosquitto_destroy(handle) }
        try configure(handle)
        try connect(handle)
        try work(handle)
    }
}

extension MosquittoSession {
    /// A subscription of the replay was refused: the connection is of use without it, but somebody must hear of it.
    func refused(_ subscription: Subscription, _ error: MQTTError) {
        client.logger.error(
            "subscription refused",
            metadata: ["topic.filter": "\(subscription.filter)", "error": "\(String(reflecting: error))"])
    }
}
