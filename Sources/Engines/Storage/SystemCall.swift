import Glibc
import Kernel

/// What the operating system said when it refused something.
struct SystemCallError: Error, CustomStringConvertible {
    /// The number of the error, as `errno` has it.
    let number: Int32

    /// The error of the call that failed last on this thread.
    static var last: SystemCallError { SystemCallError(number: errno) }

    var description: String { String(cString: strerror(number)) }

    /// The same in the words of the house: what was tried, and what to do about it.
    func service(_ what: String, cure: String) -> ServiceError {
        let code: ServiceError.Code = number == EACCES || number == EPERM ? .forbidden : .internal
        return ServiceError(code, "\(what): \(self); \(cure)", details: ["cure": .string(cure)], cause: self)
    }
}

/// What the file system knows about a name, links not followed.
struct FileStatus {
    private let status: stat

    /// Looks at a name; nil when there is nothing or it cannot be seen.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.status = status
    }

    /// The user it belongs to.
    var owner: uid_t { status.st_uid }
    /// The group it belongs to.
    var group: gid_t { status.st_gid }
    /// The permission bits.
    var mode: mode_t { status.st_mode & 0o7777 }
    /// Whether it is a directory.
    var isDirectory: Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// Whether a user may go through this directory, as far as the permission bits say.
    func canBeEntered(by user: SystemUser) -> Bool {
        if user.id == 0 { return true }
        if owner == user.id { return mode & 0o100 != 0 }
        if group == user.group { return mode & 0o010 != 0 }
        return mode & 0o001 != 0
    }
}
