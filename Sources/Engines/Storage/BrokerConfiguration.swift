/// The configuration file of the managed broker.
struct BrokerConfiguration: Sendable {
    /// The address of the listener.
    static let host = "127.0.0.1"

    /// The port of the listener.
    var port: Int
    /// The largest MQTT packet in bytes.
    var maxPacketSize: Int
    /// The file with the accounts.
    var passwordFile: String
    /// The file with the rights.
    var accessFile: String

    /// The file, with the reason for each line that is not plain.
    var text: String {
        """
        # Made by bigskies at every start; changes are lost.
        listener \(port) \(Self.host)
        allow_anonymous true
        # Without it the broker believes any user name.
        password_file \(passwordFile)
        acl_file \(accessFile)

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

        """
    }
}
