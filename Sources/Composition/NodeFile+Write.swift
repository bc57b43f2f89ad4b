import FoundationEssentials
import Glibc
import Kernel

extension NodeFile {
    /// Whether the process still runs; also true when it belongs to somebody else.
    public var isAlive: Bool { kill(pid, 0) == 0 || errno == EPERM }

    /// Writes the file by rename, mode 0600, so that a reader sees all of it or none.
    ///
    /// - Parameter path: The file.
    /// - Throws: `unavailable` naming the file.
    func write(to path: String) throws(ServiceError) {
        let part = path + ".new"
        do {
            let bytes = try WireJSON.encode(self)
            guard
                FileManager.default.createFile(atPath: part, contents: bytes, attributes: [.posixPermissions: 0o600]),
                rename(part, path) == 0
            else { throw ServiceError(.unavailable, "errno \(errno)") }
        } catch {
            throw ServiceError(.unavailable, "cannot write \(path); make its directory writable", cause: error)
        }
    }
}
