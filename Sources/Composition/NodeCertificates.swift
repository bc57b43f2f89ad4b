import CertificateEngines
import Messaging
import Settings
import StorageEngines
import Supervision

/// The certificates that a node shows and hands out itself.
struct NodeCertificates: Sendable {
    let node: Node

    /// Puts the certificate of the installation's authority where clients of this machine find it.
    func publishAuthority() async throws {
        let authority = try await node.certificates.authorityPEM()
        // Everybody may have it: it is what they check the servers by.
        try PrivateFile.write(authority, to: node.configuration.directory.authorityFile, mode: 0o644)
    }

    /// Keeps the certificate that the node's own broker and database show to other machines.
    var children: [ChildSpec] {
        let configuration = node.configuration
        let hosts = [
            node.mosquitto.flatMap { _ in configuration.brokerListen?.host },
            node.postgres.flatMap { _ in configuration.databaseListen?.host },
        ].compactMap(\.self)
        guard !hosts.isEmpty else { return [] }
        let names = SubjectName.ofThisMachine(listeningAt: hosts)
        return [
            ChildSpec("server certificate") {
                Part(run: {
                    try await node.certificates.keepCertificate(
                        ofServersOf: configuration.node.text, names: names, hearing: node.notifications
                    ) { issued in
                        // A new one may be signed by a new authority.
                        try await publishAuthority()
                        await node.mosquitto?.use(ServerCertificate(issued))
                        try await node.postgres?.use(ServerCertificate(issued))
                    }
                })
            }
        ]
    }
}
