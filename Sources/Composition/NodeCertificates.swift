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
        // Everybody may have it: it is what they check the broker by.
        try PrivateFile.write(authority, to: node.configuration.directory.authorityFile, mode: 0o644)
    }

    /// Keeps the certificate that the node's own broker shows to other machines.
    var children: [ChildSpec] {
        guard let broker = node.mosquitto, let listen = node.configuration.brokerListen else { return [] }
        let names = SubjectName.ofThisMachine(listeningAt: listen.host)
        return [
            ChildSpec("broker certificate") {
                Part(run: {
                    try await node.certificates.keepCertificate(
                        ofBroker: node.configuration.node.text, names: names, hearing: node.notifications
                    ) { issued in
                        // A new one may be signed by a new authority.
                        try await publishAuthority()
                        await broker.use(BrokerCertificate(chain: issued.chainPEM, key: issued.privateKeyPEM))
                    }
                })
            }
        ]
    }
}
