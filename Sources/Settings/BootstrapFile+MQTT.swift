extension BootstrapFile {
    /// The section `mqtt`.
    public struct MQTT: Sendable, Equatable {
        /// The files for an encrypted connection.
        public struct TLS: Sendable, Equatable {
            /// The authority that signed the broker's certificate; nil for those the system trusts.
            public var authority: String?
            /// The client's certificate.
            public var certificate: String?
            /// The client's key.
            public var key: String?

            /// Encryption with what the system trusts.
            public init() {}

            init?(_ reader: SectionReader) {
                authority = reader.text("ca", example: "/etc/bigskies/ca.pem")
                certificate = reader.text("cert", example: "/etc/bigskies/client.pem")
                key = reader.text("key", example: "/etc/bigskies/client.key")
                reader.finish()
                guard reader.isPresent else { return nil }
                if (certificate == nil) != (key == nil) {
                    reader.reading.note(
                        "\(reader.path) has one of cert and key", line: reader.line, cure: "give both, or neither")
                }
            }
        }

        /// The brokers in the order in which they are tried; empty when the section only tunes what the node brings.
        public var brokers: [BrokerAddress] = []
        /// The port, also of the node's own broker when no other is named.
        public var port: Int?
        /// Where the node's own broker listens for other machines, encrypted.
        public var listen: ListenAddress?
        /// The beginning of the client id.
        public var clientID: String?
        /// The user at the broker.
        public var username: String?
        /// That user's password.
        public var password: String?
        /// The wait before the first attempt to connect again.
        public var reconnectInterval: Duration?
        /// The most attempts to connect again; 0 for no limit.
        public var maxReconnectAttempts: Int?
        /// The first elements of every topic.
        public var topicPrefix: String?
        /// The files for an encrypted connection.
        public var tls: TLS?

        /// A section that says nothing.
        public init() {}

        init?(_ reader: SectionReader) {
            tls = TLS(reader.section("tls"))
            port = reader.whole("broker_port", in: 1...65535, example: 1883)
            let isEncrypted = tls != nil
            let fault: (String) -> String? = {
                BrokerAddress($0) == nil ? "must be host, host:port, tcp://host or mqtts://host" : nil
            }
            let urls =
                reader.texts("broker_url", example: "mqtts://broker.example.org", fault: fault)
                + reader.texts("brokers", example: "[mqtts://one.example.org, mqtts://two.example.org]", fault: fault)
            brokers = urls.compactMap { [port] in BrokerAddress($0, defaultPort: port, usesTLS: isEncrypted) }
            listen = reader.listener("listen", defaultPort: 8883)
            clientID = reader.text("client_id", example: "bigskies-dome")
            username = reader.text("username", example: "bigskies")
            password = reader.text("password", example: "${MQTT_PASSWORD}")
            reconnectInterval = reader.duration(
                "reconnect_interval", in: .milliseconds(100)...(.seconds(3600)), example: "5s")
            maxReconnectAttempts = reader.whole("max_reconnect_attempts", in: 0...1_000_000, example: 0)
            topicPrefix = reader.text("topic_prefix", example: "bigskies", fault: Self.fault(ofPrefix:))
            reader.finish()
            guard reader.isPresent else { return nil }
        }

        private static func fault(ofPrefix prefix: String) -> String? {
            let elements = prefix.split(separator: "/", omittingEmptySubsequences: false)
            let isFit =
                !prefix.hasPrefix("$") && prefix.utf8.count <= 128
                && elements.allSatisfy { element in
                    !element.isEmpty && element.unicodeScalars.allSatisfy { $0.value > 32 && $0 != "+" && $0 != "#" }
                }
            return isFit ? nil : "must be elements of a topic joined by /, without + and #"
        }
    }
}
