import CMosquitto
import FoundationEssentials
import Glibc

extension MosquittoSession {
    /// Sets everything that the library must know before it connects.
    func configure(_ handle: OpaquePointer) throws(MQTTError) {
        let configuration = client.configuration
        try checkOption(mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5))
        // Without it a QoS 1 answer waits for the delayed acknowledgement of the packet before it.
        try checkOption(mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1))
        if let username = configuration.username {
            try checkOption(mosquitto_username_pw_set(handle, username, configuration.password))
        }
        if address.tls { try encrypt(handle, configuration.tls ?? MQTTTLS()) }
        if let will = configuration.will { try bequeath(handle, will) }
        setCallbacks(handle)
    }

    /// Opens the socket and sends CONNECT: clean start, and no session expiry, so nothing is kept for a dead client.
    func connect(_ handle: OpaquePointer) throws(MQTTError) {
        var properties = PropertyList()
        if let size = client.configuration.maximumPacketSize {
            properties.add(MQTT_PROP_MAXIMUM_PACKET_SIZE, number: size)
        }
        // The library refuses less than 5 s (mosquitto.h, mosquitto_connect).
        let keepAlive = Int32(min(max(client.configuration.keepAlive.components.seconds, 5), 65_535))
        let code = mosquitto_connect_bind_v5(
            handle, address.host, Int32(address.port), keepAlive, nil, properties.pointer)
        let number = errno
        guard code != 0 else { return }
        throw failure(connecting: code, errno: number)
    }

    /// What a failed attempt to connect is called, with the library's own complaint for the log.
    func failure(connecting code: Int32, errno number: Int32) -> MQTTError {
        let words =
            code == MOSQ_ERR_ERRNO.rawValue
            ? String(cString: strerror(number)).lowercased() : MosquittoLibrary.text(ofError: code)
        return .connectFailed(address, detail: [words, lastComplaint].compactMap(\.self).joined(separator: ": "))
    }

    private func encrypt(_ handle: OpaquePointer, _ tls: MQTTTLS) throws(MQTTError) {
        // The library wants a file or a folder of authorities; without a file it is the system's folder.
        let folder = tls.caFile == nil ? "/etc/ssl/certs" : nil
        let code = mosquitto_tls_set(handle, tls.caFile, folder, tls.certificateFile, tls.keyFile, nil)
        guard code == 0 else {
            throw .connectFailed(
                address, detail: "the TLS files cannot be used: \(MosquittoLibrary.text(ofError: code))")
        }
        // 0 is SSL_VERIFY_NONE (mosquitto.h, mosquitto_tls_opts_set).
        if tls.trustsAnybody { try checkOption(mosquitto_tls_opts_set(handle, 0, nil, nil)) }
        try checkOption(mosquitto_tls_insecure_set(handle, tls.insecureHostname || tls.trustsAnybody))
    }

    private func bequeath(_ handle: OpaquePointer, _ will: MQTTWill) throws(MQTTError) {
        var properties = PropertyList()
        if let expiry = will.expiry { properties.add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, number: expiry) }
        guard MosquittoLibrary.isTopic(will.topic), let count = Int32(exactly: will.payload.count) else {
            throw .invalid("the last will is not valid")
        }
        let code = will.payload.withUnsafeBytes {
            mosquitto_will_set_v5(
                handle, will.topic, count, $0.baseAddress, will.qos.rawValue, will.retain, properties.pointer)
        }
        try checkOption(code)
        // On success the list belongs to the library (mosquitto.h, mosquitto_will_set_v5).
        _ = properties.release()
    }

    private func checkOption(_ code: Int32) throws(MQTTError) {
        switch code {
        case MOSQ_ERR_SUCCESS.rawValue: return
        case MOSQ_ERR_INVAL.rawValue: throw .invalid("the broker configuration is not valid")
        default: throw .library(code)
        }
    }
}
