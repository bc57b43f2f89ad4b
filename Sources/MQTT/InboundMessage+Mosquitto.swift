import CMosquitto
import FoundationEssentials
import Glibc

extension InboundMessage {
    private static let mostUserProperties = 64

    /// Copies a message out of the library, which frees it when its callback returns (mosquitto.h, message callback).
    ///
    /// Nil when the topic is missing or no UTF-8.
    init?(_ message: mosquitto_message, properties: OpaquePointer?, receivedAt: Duration) {
        guard let bytes = message.topic, let topic = String(validatingCString: bytes) else { return nil }
        self.init(
            topic: topic, qos: QoS(rawValue: message.qos) ?? .atMostOnce, isRetained: message.retain,
            receivedAt: receivedAt)
        if let bytes = message.payload, message.payloadlen > 0 {
            payload = Data(bytes: bytes, count: Int(message.payloadlen))
        }
        var property = properties
        while let current = property {
            take(current)
            property = mosquitto_property_next(current)
        }
    }

    // The readers search from the property they are given, so they find exactly that one.
    private mutating func take(_ property: OpaquePointer) {
        let identifier = mosquitto_property_identifier(property)
        switch identifier {
        case Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue):
            var value: UInt32 = 0
            guard mosquitto_property_read_int32(property, identifier, &value, false) != nil else { return }
            messageExpiry = value
        case Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue):
            var value: UnsafeMutablePointer<CChar>?
            guard mosquitto_property_read_string(property, identifier, &value, false) != nil else { return }
            responseTopic = Self.text(value)
        case Int32(MQTT_PROP_CORRELATION_DATA.rawValue):
            var value: UnsafeMutableRawPointer?
            var count: UInt16 = 0
            guard mosquitto_property_read_binary(property, identifier, &value, &count, false) != nil else { return }
            defer { free(value) }
            correlationData = value.map { Data(bytes: $0, count: Int(count)) } ?? Data()
        case Int32(MQTT_PROP_USER_PROPERTY.rawValue):
            guard userProperties.count < Self.mostUserProperties else { return }
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            guard mosquitto_property_read_string_pair(property, identifier, &name, &value, false) != nil else { return }
            guard let name = Self.text(name), let value = Self.text(value) else { return }
            userProperties.append((name, value))
        default:
            return
        }
    }

    /// Copies and frees a text of the library; nil when it is no UTF-8.
    private static func text(_ value: UnsafeMutablePointer<CChar>?) -> String? {
        guard let value else { return nil }
        defer { free(value) }
        return String(validatingCString: value)
    }
}
