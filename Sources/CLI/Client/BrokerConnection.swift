import FoundationEssentials
import Kernel
import MQTT
import Messaging

/// The way through the broker, answered at a private reply topic.
struct BrokerConnection: ClientConnection {
    let place: String
    // The broker counts the seconds itself: message expiry.
    let sharesClock = false
    private let link: BrokerLink
    private let replies: Topic
    private let desk: ReplyDesk

    /// Connects.
    ///
    /// - Parameters:
    ///   - door: The brokers.
    ///   - space: The topics.
    /// - Returns: The connection; close it.
    /// - Throws: `ServiceError` naming the brokers.
    static func open(_ door: BrokerDoor, in space: TopicSpace) async throws -> BrokerConnection {
        let clientID = Identifier.unique()
        let replies = try door.replies(of: clientID, in: space)
        let desk = ReplyDesk()
        let link = try await BrokerLink.open(
            door.configuration(clientID: clientID, attempts: 1), filters: [replies.text],
            onMessage: { message in
                desk.take(message.payload)
                return true
            },
            onLoss: {
                desk.fail(
                    ServiceError(
                        .unavailable,
                        "the connection to the broker was lost; whether the command was carried out is not known"))
            })
        let place = door.addresses.map(\.description).joined(separator: ", ")
        return BrokerConnection(place: place, link: link, replies: replies, desk: desk)
    }

    func ask(_ topic: Topic, _ request: WireRequest, within limit: Duration) async throws -> JSONValue {
        let message = OutboundMessage(
            topic: topic.text, payload: try WireJSON.encode(request), qos: .atLeastOnce,
            messageExpiry: UInt32(clamping: max(1, limit.components.seconds)), responseTopic: replies.text,
            correlationData: Data(request.messageID.utf8), deadline: limit)
        return try await desk.exchange(request.messageID, within: limit, "the reply") {
            do throws(MQTTError) {
                try await link.client.publish(message)
            } catch {
                throw ServiceError(error)
            }
        }
    }

    func close() async { await link.close() }
}
