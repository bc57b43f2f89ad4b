import CertificateEngines
import Messaging
import Settings
import StorageEngines
import Supervision

/// The certificates that a node shows and hands out itself.
struct NodeCertificates: Sendable {
    let node: Node

    /// Puts the certificate of the installation's authority where clients of this machine find it.
    func publishAuthority() async throws { try publish(try await node.certificates.authorityPEM()) }

    /// Keep that file current, and the certificates that the node's own servers show to other machines.
    var children: [ChildSpec] {
        let configuration = node.configuration
        var children = [
            ChildSpec("authority") {
                Part(run: { try await node.certificates.keepAuthority(hearing: node.notifications) { try publish($0) } }
                )
            }
        ]
        if let broker = node.mosquitto, let listen = configuration.brokerListen {
            children.append(child(.broker, listen) { await broker.use(ServerCertificate($0)) })
        }
        if let postgres = node.postgres, let listen = configuration.databaseListen {
            children.append(child(.database, listen) { try await postgres.use(ServerCertificate($0)) })
        }
        return children
    }

    private func child(
        _ server: NodeServer, _ listen: ListenAddress,
        install: @escaping @Sendable (IssuedCertificate) async throws -> Void
    ) -> ChildSpec {
        let names = node.configuration.names(listeningAt: listen)
        return ChildSpec("\(server.rawValue) certificate") {
            Part(run: {
                try await node.certificates.keepCertificate(
                    of: server, on: node.configuration.node.text, names: names, hearing: node.notifications,
                    install: install)
            })
        }
    }

    private func publish(_ authority: String) throws {
        // Everybody may have it: it is what they check the servers by.
        try PrivateFile.write(authority, to: node.configuration.directory.authorityFile, mode: 0o644)
    }
}
