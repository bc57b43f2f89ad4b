import CMosquitto

/// A row of the table of subscriptions that every connection replays.
struct Subscription: Sendable {
    var filter: String
    var qos: QoS
    var noLocal: Bool
    var retainAsPublished: Bool

    /// The options byte of MQTT 5, without the quality of service.
    var options: Int32 {
        var options: Int32 = 0
        if noLocal { options |= Int32(MQTT_SUB_OPT_NO_LOCAL.rawValue) }
        if retainAsPublished { options |= Int32(MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue) }
        return options
    }
}

/// What the thread of a connection is asked to do besides publishing.
enum SubscriptionChange: Sendable {
    case subscribe(Subscription, Ticket)
    case unsubscribe(String, Ticket)

    var ticket: Ticket {
        switch self {
        case .subscribe(_, let ticket), .unsubscribe(_, let ticket): ticket
        }
    }
}
