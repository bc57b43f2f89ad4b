import FoundationEssentials
import Glibc
import Kernel

extension DataDirectory {
    /// Makes the directory and what every node needs in it, with modes that keep secrets from others.
    ///
    /// As root the directory itself and `run` can be passed through, because the managed servers run as users of their
    /// own and must reach theirs; `secrets` never.
    /// - Throws: `ServiceError` `forbidden` or `conflict` that names the directory and the cure.
    public func prepare() throws {
        let user = SystemUser.current
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        do {
            try FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
        } catch {
            throw ServiceError(
                .forbidden, "cannot create /\(parent); choose a directory of your own with --data-dir", cause: error)
        }
        try makeDirectory(path, owner: user, mode: user.isRoot ? 0o755 : 0o700)
        try makeDirectory(run, owner: user, mode: user.isRoot ? 0o711 : 0o700)
        try makeDirectory(secrets, owner: user, mode: 0o700)
    }

    /// Makes one directory, or checks that the one that is there belongs to the right user and sets its mode.
    func makeDirectory(_ directory: String, owner: SystemUser, mode: mode_t) throws {
        if mkdir(directory, mode) == 0 {
            // Only root makes directories for others.
            guard owner.id == geteuid() || lchown(directory, owner.id, owner.group) == 0 else {
                throw SystemCallError.last.service(
                    "cannot give \(directory) to \(owner.name)", cure: "choose another directory with --data-dir")
            }
        } else if errno != EEXIST {
            throw SystemCallError.last.service(
                "cannot create \(directory)", cure: "choose a directory of your own with --data-dir")
        }
        guard let status = FileStatus(directory), status.isDirectory else {
            throw ServiceError(.conflict, "\(directory) is no directory; move it away or choose another --data-dir")
        }
        guard status.owner == owner.id else {
            let holder = SystemUser.name(of: status.owner)
            throw ServiceError(
                .forbidden,
                "\(directory) belongs to \(holder), not to \(owner.name); run as \(holder), "
                    + "or change the owner: chown -R \(owner.name): \(directory)")
        }
        // The mode of mkdir is cut by the umask.
        guard status.mode == mode || chmod(directory, mode) == 0 else {
            throw SystemCallError.last.service("cannot protect \(directory)", cure: "check the file system's rights")
        }
    }

    /// Checks that a user can reach a directory: every directory above must let it pass.
    func checkPassage(to directory: String, for user: SystemUser) throws {
        var current = ""
        for part in directory.split(separator: "/").dropLast() {
            current += "/" + part
            // A link is resolved by the kernel; what it leads to is checked when the server starts.
            guard let status = FileStatus(current), status.isDirectory else { continue }
            guard status.canBeEntered(by: user) else {
                throw ServiceError(
                    .forbidden,
                    "the user \(user.name) cannot pass through \(current); choose a --data-dir that others may reach, "
                        + "such as \(DataDirectory.ofTheSystem), or allow it: chmod o+x \(current)")
            }
        }
    }
}
