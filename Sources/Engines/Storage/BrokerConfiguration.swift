/// The configuration file of the managed broker.
struct BrokerConfiguration: Sendable {
    /// The address of the listener for this machine.
    static let host = "127.0.0.1"

    /// The port of the listener for this machine.
    var port: Int
    /// The listener for other machines.
    var network: ServerNetwork?
    /// The largest MQTT packet in bytes.
    var maxPacketSize: Int
    /// The directory of the files that are named here.
    var directory: String

    /// The accounts that the listener for this machine knows.
    var passwordFile: String { directory + "/passwords" }
    /// What clients may do there.
    var accessFile: String { directory + "/access" }
    /// The accounts that the listener for other machines knows.
    var networkPasswordFile: String { directory + "/network-passwords" }
    /// What clients may do there.
    var networkAccessFile: String { directory + "/network-access" }
    /// The certificate of that listener, and its private key.
    var certificateFile: String { directory + "/server.pem" }

    /// The file, with the reason for each line that is not plain.
    var text: String {
        """
        # Made by bigskies at every start; changes are lost.
        per_listener_settings true

        # Otherwise a reply waits for delayed acknowledgements, some 40 ms.
        set_tcp_nodelay true
        # The default drops commands that the sender was told were accepted.
        max_queued_messages 100000
        max_packet_size \(maxPacketSize)

        # What is retained is published again by the nodes that live, when they reconnect; what dead ones left behind
        # must not come back.
        persistence false

        log_dest stderr
        log_timestamp false
        log_type error
        log_type warning
        log_type notice
        log_type information
        connection_messages false

        listener \(port) \(Self.host)
        allow_anonymous true
        # Without it the broker believes any user name.
        password_file \(passwordFile)
        acl_file \(accessFile)

        \(networkText)
        """
    }

    private var networkText: String {
        guard let network else { return "" }
        return """
            listener \(network.port) \(network.host)
            allow_anonymous false
            # Ties the id, and with it the topics of one's own, to the account.
            use_username_as_clientid true
            password_file \(networkPasswordFile)
            acl_file \(networkAccessFile)
            certfile \(certificateFile)
            keyfile \(certificateFile)

            """
    }
}
