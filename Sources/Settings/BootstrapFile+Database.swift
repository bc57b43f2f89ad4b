extension BootstrapFile {
    /// The section `database`.
    public struct Database: Sendable, Equatable {
        /// How a connection is encrypted and checked (libpq, `sslmode`).
        public enum SSLMode: String, Sendable, CaseIterable {
            case disable, allow, prefer, require
            case verifyCA = "verify-ca"
            case verifyFull = "verify-full"
        }

        /// A name, an address or the directory of a unix socket; nil when the section only tunes what the node brings.
        public var host: String?
        /// The port, nil for 5432.
        public var port: Int?
        /// The database's name, nil for `bigskies`.
        public var name: String?
        /// The user; nil for the first that the password file has for this server.
        public var user: String?
        /// How a connection is encrypted and checked.
        public var sslMode: SSLMode?
        /// The file of the client's certificate.
        public var sslCertificate: String?
        /// The file of the client's key.
        public var sslKey: String?
        /// The file of the authority that signed the server's certificate.
        public var sslRootCertificate: String?
        /// Where the node's own server listens for other machines, encrypted.
        public var listen: ListenAddress?
        /// The most connections of the pool.
        public var maxConnections: Int?
        /// How long one attempt to connect may take.
        public var connectionTimeout: Duration?
        /// The password file.
        public var passwordFile: String?

        /// A section that says nothing.
        public init() {}

        init?(_ reader: SectionReader) {
            host = reader.text("host", example: "db.example.org")
            port = reader.whole("port", in: 1...65535, example: 5432)
            name = reader.text("database", example: "bigskies")
            user = reader.text("user", example: "bigskies")
            sslMode = reader.choice("sslmode")
            sslCertificate = reader.text("sslcert", example: "/etc/bigskies/client.pem")
            sslKey = reader.text("sslkey", example: "/etc/bigskies/client.key")
            sslRootCertificate = reader.text("sslrootcert", example: "/etc/bigskies/ca.pem")
            listen = reader.listener("listen", defaultPort: 5432)
            maxConnections = reader.whole("max_connections", in: 1...1000, example: 20)
            connectionTimeout = reader.duration(
                "connection_timeout", in: .seconds(1)...(.seconds(300)), example: "10s")
            passwordFile = reader.text("passfile", example: "/etc/bigskies/.pgpass") {
                $0.hasPrefix("/") ? nil : "must be an absolute path"
            }
            reader.finish()
            guard reader.isPresent else { return nil }
        }
    }
}
