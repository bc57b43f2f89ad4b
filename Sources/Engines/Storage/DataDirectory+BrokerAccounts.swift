import FoundationEssentials
import Glibc
import Kernel

extension DataDirectory {
    /// The broker's accounts.
    ///
    /// - Returns: None when there is no file.
    /// - Throws: `ServiceError` that names the file.
    public func brokerAccounts() throws -> BrokerAccounts {
        guard let text = try PrivateFile.read(brokerAccountsFile) else { return BrokerAccounts() }
        do {
            return try BrokerAccounts(text: text)
        } catch {
            throw ServiceError(
                .invalidRequest, "\(brokerAccountsFile): \(error.message); remove the line and make the account again")
        }
    }

    /// Changes the broker's accounts; of two at once the second waits.
    ///
    /// - Parameter change: What happens to them.
    /// - Returns: The mark of the new accounts, by which `brokerHasTakenIn` tells whether they are in force, and what the
    ///   change returns.
    /// - Throws: What the change throws; nothing is written then.
    public func changeBrokerAccounts<Value>(
        _ change: (inout BrokerAccounts) throws -> Value
    ) throws -> (mark: String, value: Value) {
        let descriptor = open(secrets, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw SystemCallError.last.service("cannot open \(secrets)", cure: "run as the user that the node runs as")
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else {
            throw SystemCallError.last.service("cannot lock \(secrets)", cure: "use a local file system")
        }
        var accounts = try brokerAccounts()
        let value = try change(&accounts)
        // As root beside a node that runs as an ordinary user: the node must be able to read it.
        try PrivateFile.write(accounts.text, to: brokerAccountsFile, owner: FileStatus(secrets).map(SystemUser.init))
        return (accounts.mark, value)
    }

    /// Whether the running broker knows some accounts, or what others have made of them since.
    ///
    /// - Parameter mark: The mark of the accounts.
    /// - Returns: False also when no broker runs.
    /// - Throws: `ServiceError` when a file cannot be read.
    public func brokerHasTakenIn(_ mark: String) throws -> Bool {
        guard let known = try PrivateFile.read(brokerMarkFile)?.trimmingCharacters() else { return false }
        return try known == mark || known == brokerAccounts().mark
    }
}

extension BrokerAccounts {
    /// Tells one set of accounts from another; it says nothing about them.
    var mark: String { Digest.sha256Hex(Data(text.utf8)) }
}

extension SystemUser {
    /// The owner of a file.
    init(_ status: FileStatus) {
        self.init(id: status.owner, group: status.group, name: SystemUser.name(of: status.owner))
    }
}
