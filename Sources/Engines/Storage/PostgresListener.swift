/// What the managed database needs to listen for other machines, and the parameters that say so.
///
/// The superuser and everything but the node's own database stay with the socket.
struct PostgresListener: Sendable {
    /// Where it listens.
    let network: ServerNetwork
    /// The node's data directory.
    let directory: DataDirectory
    /// The user of the server.
    let owner: SystemUser

    /// The certificate that the server reads, and its private key.
    var certificateFile: String { directory.postgres + "/server.pem" }
    /// Who may connect from where.
    var accessFile: String { directory.postgres + "/network_hba.conf" }

    /// The parameters of the server.
    var arguments: [String] {
        [
            "listen_addresses=\(network.host)", "hba_file=\(accessFile)", "ssl=on", "ssl_cert_file=\(certificateFile)",
            "ssl_key_file=\(certificateFile)", "ssl_min_protocol_version=TLSv1.2",
            // Each stranger who says nothing holds one of the connections so long.
            "authentication_timeout=10s",
        ]
    }

    /// Makes the files ready for a start: a certificate that nobody can check when there is none yet.
    ///
    /// Whatever became of them in the hands of the server's user, they are as they should be then.
    /// - Throws: `ServiceError` that names the file.
    func prepare() throws {
        try PrivateFile.write(Self.access, to: accessFile, owner: owner)
        let last = try PrivateFile.read(directory.databaseCertificateFile).map(ServerCertificate.init(text:))
        try PrivateFile.write((try last ?? network.placeholder()).text, to: certificateFile, owner: owner)
    }

    /// Puts another certificate in its place; the server shows it when it has read its files again.
    ///
    /// - Throws: `ServiceError` that names the file.
    func write(_ certificate: ServerCertificate) throws {
        try PrivateFile.write(certificate.text, to: directory.databaseCertificateFile)
        try PrivateFile.write(certificate.text, to: certificateFile, owner: owner)
    }

    private static let access = """
        # Made by bigskies at every start; changes are lost. Passwords only, and from other machines encrypted only.
        \(PostgresCluster.socketAccess)
        hostssl \(DatabasePasswords.ownerName)        \(DatabasePasswords.ownerName)        all                     scram-sha-256

        """
}
