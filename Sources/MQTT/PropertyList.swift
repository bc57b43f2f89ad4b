import CMosquitto
import FoundationEssentials

/// A list of MQTT 5 properties under construction, freed with its scope.
struct PropertyList: ~Copyable {
    private var list: OpaquePointer?
    private(set) var failure: Int32?

    /// Makes an empty list.
    init() {}

    deinit {
        var list = list
        mosquitto_property_free_all(&list)
    }

    /// What to pass to the library, which copies it; nil when the list is empty.
    var pointer: OpaquePointer? { list }

    /// Gives the list away: whoever takes it frees it.
    mutating func release() -> OpaquePointer? {
        defer { list = nil }
        return list
    }

    mutating func add(_ identifier: mqtt5_property, number: UInt32) {
        note(mosquitto_property_add_int32(&list, Int32(identifier.rawValue), number))
    }

    mutating func add(_ identifier: mqtt5_property, text: String) {
        note(mosquitto_property_add_string(&list, Int32(identifier.rawValue), text))
    }

    mutating func add(_ identifier: mqtt5_property, bytes: Data) {
        guard let count = UInt16(exactly: bytes.count) else { return note(Int32(MOSQ_ERR_INVAL.rawValue)) }
        note(
            bytes.withUnsafeBytes {
                mosquitto_property_add_binary(&list, Int32(identifier.rawValue), $0.baseAddress, count)
            })
    }

    mutating func add(_ identifier: mqtt5_property, name: String, value: String) {
        note(mosquitto_property_add_string_pair(&list, Int32(identifier.rawValue), name, value))
    }

    private mutating func note(_ code: Int32) {
        if code != 0, failure == nil { failure = code }
    }
}

extension PropertyList {
    /// The properties of a message, its expiry given separately because waiting takes from it.
    init(_ message: OutboundMessage, expiry: UInt32?) {
        self.init()
        if let expiry { add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, number: expiry) }
        if let topic = message.responseTopic { add(MQTT_PROP_RESPONSE_TOPIC, text: topic) }
        if let data = message.correlationData { add(MQTT_PROP_CORRELATION_DATA, bytes: data) }
        for (name, value) in message.userProperties { add(MQTT_PROP_USER_PROPERTY, name: name, value: value) }
    }
}
