import FoundationEssentials
import Glibc
import Kernel
import Logging
import SecurityEngines
import StorageEngines

/// The first administrator: made once, with a random password in a file that only the operator can read.
enum AdministratorSeed {
    /// Makes the user `admin` when there is none and this node hosts the security coordinator.
    ///
    /// - Throws: When the database or the file cannot be written.
    static func plant(_ node: Node) async throws {
        let path = node.configuration.directory.adminPasswordFile
        guard node.configuration.hosts("security"), let password = try await node.accounts.seedAdministrator() else {
            return
        }
        try write(password, to: path)
        node.logger.notice("the first administrator was made", metadata: ["password.file": "\(path)"])
    }

    /// Writes a password, mode 0600, by rename.
    static func write(_ password: String, to path: String) throws(ServiceError) {
        let part = path + ".new"
        guard
            FileManager.default.createFile(
                atPath: part, contents: Data((password + "\n").utf8), attributes: [.posixPermissions: 0o600]),
            rename(part, path) == 0
        else { throw ServiceError(.unavailable, "cannot write \(path); make its directory writable") }
    }
}
