import FoundationEssentials
import Glibc
import Kernel

/// Chooses the directory of the database's socket.
enum SocketDirectory {
    /// The longest path of a socket in bytes: `sun_path` has 108, one of them the final zero.
    static let longestPath = 107

    /// The number in the socket's name, unless the server listens at another port for other machines too.
    static let usualPort = 5432

    /// Whether the path of the socket in a directory is short enough.
    static func fits(_ directory: String, port: Int = usualPort) -> Bool {
        "\(directory)/.s.PGSQL.\(port)".utf8.count <= longestPath
    }

    /// Makes the directory: `run/pg`, or one below the system's temporary directory when the path would be too long.
    ///
    /// The short one has the same name at every start, so that what was told to clients stays true. Somebody else may
    /// have taken that name; then the directory's owner is wrong and the start is refused.
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - user: The user of the server.
    ///   - port: The number in the socket's name.
    ///   - temporary: The system's temporary directory.
    /// - Returns: The path of the directory.
    /// - Throws: `ServiceError` when it cannot be made or belongs to somebody else.
    static func make(
        for directory: DataDirectory, user: SystemUser, port: Int = usualPort, temporary: String = temporaryDirectory()
    ) throws -> String {
        let path = path(for: directory, user: user, port: port, temporary: temporary)
        guard fits(path, port: port) else {
            throw ServiceError(
                .invalidRequest,
                "the path of the database's socket is longer than \(longestPath) bytes, also below \(temporary); "
                    + "choose a shorter --data-dir")
        }
        try directory.makeDirectory(path, owner: user, mode: 0o700)
        return path
    }

    /// Removes the directory of a server that has ended; only an empty one goes away.
    static func remove(
        for directory: DataDirectory, user: SystemUser, port: Int = usualPort, temporary: String = temporaryDirectory()
    ) {
        rmdir(path(for: directory, user: user, port: port, temporary: temporary))
    }

    private static func path(for directory: DataDirectory, user: SystemUser, port: Int, temporary: String) -> String {
        let path = directory.run + "/pg"
        if fits(path, port: port) { return path }
        let name = Digest.sha256Hex(Array("\(user.id):\(directory.path)".utf8)).prefix(16)
        return temporary + "/bigskies-" + name
    }

    /// The system's temporary directory.
    static func temporaryDirectory(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        guard var path = environment["TMPDIR"], path.hasPrefix("/") else { return "/tmp" }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
