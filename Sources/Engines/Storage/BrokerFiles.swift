import Kernel

/// The files that the managed broker reads, all its own and nobody else's to read.
///
/// Each is written beside its place, with owner and mode set, and renamed: the broker never finds half a list.
struct BrokerFiles: Sendable {
    let configuration: BrokerConfiguration
    let owner: SystemUser
    let node: BrokerAccount
    let probe: BrokerAccount

    /// Everything that may change while the broker runs.
    struct Content: Sendable {
        /// What clients may do.
        var access: BrokerAccess
        /// The accounts.
        var accounts = BrokerAccounts()
        /// What the listener for other machines shows.
        var certificate: ServerCertificate?
    }

    /// Writes the files.
    ///
    /// - Throws: `ServiceError` that names the file.
    func write(_ content: Content) throws {
        let accounts = content.accounts
        let lines = [try probe.line()] + accounts.entries.map(\.line)
        try write([try node.line()] + lines, to: configuration.passwordFile)
        try write(
            try content.access.text(for: .anybody, nodes: [node.name] + accounts.nodes), to: configuration.accessFile)
        if configuration.network != nil {
            // The node's own account is for its own machine: who steals its password cannot use it from elsewhere.
            try write(lines, to: configuration.networkPasswordFile)
            try write(
                try content.access.text(for: .accounts, nodes: accounts.nodes), to: configuration.networkAccessFile)
            if let certificate = content.certificate {
                try write(certificate.text, to: configuration.certificateFile)
            }
        }
        try write(configuration.text, to: configuration.directory + "/mosquitto.conf")
    }

    /// The certificate of last time, which clients know; a placeholder before the first.
    func lastCertificate() throws -> ServerCertificate? {
        guard let network = configuration.network else { return nil }
        guard let text = try PrivateFile.read(configuration.certificateFile) else { return try network.placeholder() }
        return ServerCertificate(text: text)
    }

    private func write(_ lines: [String], to path: String) throws {
        try write(lines.map { $0 + "\n" }.joined(), to: path)
    }

    private func write(_ text: String, to path: String) throws {
        try PrivateFile.write(text, to: path, owner: owner)
    }
}
