public import Kernel
import Logging
public import Messaging

/// Looks at a broker as a stranger does: whom it lets in, and what they may publish.
public struct BrokerProbe: Sendable {
    /// How far somebody got.
    public enum Outcome: Sendable, Equatable {
        /// The connection was refused.
        case refused
        /// The connection was accepted, the message was not.
        case denied
        /// The message was accepted.
        case accepted
    }

    private let address: MQTTAddress
    private let tls: MQTTTLS
    private let topic: String
    private let time: TimeSource

    /// Describes a broker.
    ///
    /// - Parameters:
    ///   - address: Its listener.
    ///   - space: The topics; the one that is tried is a coordinator's health, which only nodes publish.
    ///   - time: Measures deadlines.
    public init(_ address: MQTTAddress, in space: TopicSpace, time: TimeSource = .system) {
        self.address = address
        // Nothing is entrusted to the broker here but passwords that are wrong or good for nothing: an expired
        // certificate must not look like an open door.
        tls = MQTTTLS(trustsAnybody: true)
        // Nobody who hears it would take it for anything: it names no coordinator, is empty and not retained.
        topic = space.coordinator("health/probe").text
        self.time = time
    }

    /// Tries to publish what only a node may publish.
    ///
    /// - Parameters:
    ///   - username: The account; nil for nobody.
    ///   - password: Its password, or another.
    /// - Returns: How far it got.
    /// - Throws: `ServiceError` when the broker does not answer.
    public func publish(as username: String? = nil, password: String? = nil) async throws -> Outcome {
        var configuration = MQTTConfiguration(
            brokers: [address], clientID: "bigskies-probe-\(Identifier.hex(16))", username: username,
            password: password)
        configuration.tls = tls
        let topic = topic
        do {
            return try await MosquittoClient.once(
                configuration, logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }, time: time
            ) { client in
                do {
                    try await client.publish(OutboundMessage(topic: topic, qos: .atLeastOnce))
                    return .accepted
                } catch MQTTError.refused {
                    return .denied
                }
            }
        } catch MQTTError.refused {
            return .refused
        } catch let error as MQTTError {
            throw ServiceError(error)
        }
    }
}
