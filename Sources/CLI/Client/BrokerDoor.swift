import Kernel
import MQTT
import Messaging

/// Where brokers are and how a client signs on there.
struct BrokerDoor: Sendable, Equatable {
    /// The brokers, tried in this order.
    var addresses: [MQTTAddress]
    /// The account at the broker; nil for none.
    var username: String?
    /// The account's password.
    var password: String?
    /// The files of encrypted connections.
    var tls: MQTTTLS?

    /// Whether the broker opens an inbox to the account, as it does where accounts sign on: at an encrypted listener.
    var hasInbox: Bool { username != nil && addresses.contains(where: \.tls) }

    /// The client's configuration.
    ///
    /// - Parameters:
    ///   - clientID: The client's name, which nobody must guess.
    ///   - attempts: How often to try all brokers after a lost connection, 0 for ever.
    /// - Returns: The configuration.
    func configuration(clientID: String, attempts: Int) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(
            brokers: addresses, clientID: clientID, username: username, password: password)
        configuration.maxReconnectAttempts = attempts
        configuration.connectTimeout = .seconds(5)
        if addresses.contains(where: \.tls) { configuration.tls = tls ?? MQTTTLS() }
        return configuration
    }

    /// Where the client is answered.
    ///
    /// - Parameters:
    ///   - clientID: The client's name.
    ///   - space: The topics.
    /// - Returns: A private reply topic.
    /// - Throws: `invalid_request` when the account's name cannot be part of a topic.
    func replies(of clientID: String, in space: TopicSpace) throws(ServiceError) -> Topic {
        guard hasInbox, let username else { return try space.clientReplies(clientID) }
        return try Topic("\(try space.accountReplies(username))/\(clientID)")
    }
}
