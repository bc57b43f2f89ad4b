import CMosquitto
import Kernel

// The library calls these inside its read and write functions, on the connection's thread, with a lock of its own held:
// they copy, note and return.
extension MosquittoSession {
    private static func from(_ userData: UnsafeMutableRawPointer?) -> MosquittoSession? {
        userData.map { Unmanaged<MosquittoSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Registers the callbacks.
    func setCallbacks(_ handle: OpaquePointer) {
        mosquitto_connect_v5_callback_set(handle) { _, userData, reason, _, properties in
            MosquittoSession.from(userData)?.connected(reason: reason, properties: properties)
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, userData, reason, _ in
            MosquittoSession.from(userData)?.goodbye = UInt8(exactly: reason)
        }
        mosquitto_message_v5_callback_set(handle) { _, userData, message, properties in
            guard let message else { return }
            MosquittoSession.from(userData)?.received(message.pointee, properties: properties)
        }
        mosquitto_publish_v5_callback_set(handle) { _, userData, number, reason, _ in
            MosquittoSession.from(userData)?.acknowledged(number, reason: reason)
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, userData, number, count, reasons, _ in
            MosquittoSession.from(userData)?.changed(number, reason: count > 0 ? reasons?.pointee ?? 0x80 : 0x80)
        }
        mosquitto_unsubscribe_v5_callback_set(handle) { _, userData, number, _ in
            MosquittoSession.from(userData)?.changed(number, reason: 0)
        }
        mosquitto_log_callback_set(handle) { _, userData, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            MosquittoSession.from(userData)?.lastComplaint = String(cString: text)
        }
    }

    private func connected(reason: Int32, properties: OpaquePointer?) {
        accepted = UInt8(exactly: reason) ?? 0x80
        var maximum: UInt16 = 0
        let found = mosquitto_property_read_int16(
            properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), &maximum, false)
        if found != nil, maximum > 0 { window = min(Int(maximum), 1000) }
    }

    private func received(_ message: mosquitto_message, properties: OpaquePointer?) {
        probe?.heard()
        report.received &+= 1
        guard let copy = InboundMessage(message, properties: properties, receivedAt: client.time.now()) else {
            report.inboundMalformed &+= 1
            return
        }
        if !client.onMessage(copy) { report.inboundDropped &+= 1 }
    }

    private func acknowledged(_ number: Int32, reason: Int32) {
        // For QoS 0 the library calls when the socket has taken the message, with a number of the same series.
        guard !isPublishing, unwritten.remove(number) == nil else { return }
        probe?.heard()
        if number == probeNumber {
            probeNumber = nil
            report.roundTrip = probe?.answered(at: client.time.now())
            return
        }
        guard let entry = inFlight.removeValue(forKey: number) else { return }
        guard reason < 0x80 else {
            report.outboundRefused &+= 1
            report.outcomes.append((entry.ticket, .failure(.refused(reasonCode: UInt8(clamping: reason)))))
            return
        }
        if entry.ticket != nil { report.outcomes.append((entry.ticket, .success(()))) }
    }

    private func changed(_ number: Int32, reason: Int32) {
        probe?.heard()
        let refusal: MQTTError? = reason < 0x80 ? nil : .refused(reasonCode: UInt8(clamping: reason))
        if let subscription = replaying.removeValue(forKey: number) {
            if let refusal { refused(subscription, refusal) }
            return
        }
        guard let change = changing.removeValue(forKey: number) else { return }
        if let refusal, case .subscribe(let subscription, _) = change {
            client.forget(subscription.filter)
            report.outcomes.append((change.ticket, .failure(refusal)))
            return
        }
        report.outcomes.append((change.ticket, .success(())))
    }
}
