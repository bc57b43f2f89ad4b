/// Where a node keeps what must outlive it: its database, its broker's files, its secrets and its name.
public struct DataDirectory: Sendable, Equatable {
    /// The directory itself, absolute.
    public let path: String

    /// Names a directory by its absolute path.
    init(path: String) {
        self.path = path
    }

    /// What belongs to the managed PostgreSQL; owned by the user it runs as.
    public var postgres: String { path + "/pg" }
    /// What belongs to the managed broker; owned by the user it runs as.
    public var broker: String { path + "/broker" }
    /// What is true only while a node runs: the lock, pid files, sockets, `node.json`.
    public var run: String { path + "/run" }
    /// The pictures of this node's cameras.
    public var images: String { path + "/images" }
    /// Generated credentials.
    public var secrets: String { path + "/secrets" }
    /// The file that holds the node's name.
    public var nodeIDFile: String { path + "/node-id" }
    /// The facts about the running node that a script may read.
    public var nodeFile: String { run + "/node.json" }
    /// The door for commands when the broker is away.
    public var controlSocket: String { run + "/control.sock" }
    /// The passwords of the managed database, in the form of libpq.
    public var passFile: String { secrets + "/.pgpass" }
    /// The keys that the installation's secrets are encrypted under; the same on every node.
    public var keyFile: String { secrets + "/keys" }
    /// Where the audit trail of this node ended, to notice rows that were cut off.
    public var auditHeadFile: String { path + "/audit.head" }
    /// Audit rows that the database does not have yet.
    public var auditSpoolFile: String { path + "/audit.spool" }
    /// The certificate of the installation's authority, for clients to trust.
    public var authorityFile: String { path + "/ca.pem" }
    /// What the database shows to other machines: the certificate and its private key.
    var databaseCertificateFile: String { secrets + "/database-server.pem" }
    /// The password of the first administrator.
    public var adminPasswordFile: String { secrets + "/admin-password" }
    /// The password of the managed broker's node account.
    var brokerPasswordFile: String { secrets + "/broker-password" }
    /// The accounts of the managed broker.
    var brokerAccountsFile: String { secrets + "/broker-accounts" }
    /// Which accounts the running broker knows.
    var brokerMarkFile: String { run + "/broker-accounts" }
    /// The file whose lock means that a node runs here.
    var lockFile: String { run + "/lock" }
    /// The port that the broker took last time.
    var brokerPortFile: String { run + "/mosquitto.port" }

    /// The file that holds the process number of a managed server.
    func pidFile(of server: String) -> String { run + "/" + server + ".pid" }
}
