import Glibc
import Kernel

/// A user of the operating system that a server runs as.
public struct SystemUser: Sendable, Equatable {
    /// The number of the user.
    public let id: UInt32
    /// The number of the user's first group.
    public let group: UInt32
    /// The name of the user.
    public let name: String

    /// The user this process runs as.
    public static var current: SystemUser {
        SystemUser(id: geteuid(), group: getegid(), name: name(of: geteuid()))
    }

    /// Whether this is the user who may do everything.
    public var isRoot: Bool { id == 0 }

    /// The name of a user, or the number where it has none.
    static func name(of id: UInt32) -> String {
        entry { getpwuid_r(id, $0, $1, $2, $3) }?.name ?? String(id)
    }

    /// The user of a name; nil when there is none.
    static func named(_ name: String) -> SystemUser? {
        entry { getpwnam_r(name, $0, $1, $2, $3) }
    }

    private static func entry(
        _ lookUp: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> SystemUser? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let start = buffer.baseAddress, lookUp(&entry, start, buffer.count, &found) == 0, let found else {
                return nil
            }
            return SystemUser(
                id: found.pointee.pw_uid, group: found.pointee.pw_gid, name: String(cString: found.pointee.pw_name))
        }
    }

    /// The user a managed server runs as: an account of its own when this process is root, else this process's user.
    ///
    /// - Throws: `ServiceError` `unavailable` when there is no such account.
    static func forServer(account: String, package: String) throws -> SystemUser {
        let current = SystemUser.current
        guard current.isRoot else { return current }
        guard let user = named(account) else {
            throw ServiceError(
                .unavailable,
                "there is no user \(account) on this machine; install its server: apt-get install \(package)")
        }
        return user
    }
}
