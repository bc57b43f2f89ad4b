import FoundationEssentials
import Glibc
import Kernel
import StorageEngines

/// The logins of this user's commands, one for each observatory, in a file that only the user may read.
struct TokenStore: Sendable {
    /// The file; nil to keep nothing.
    let path: String?

    /// Names the file.
    init(path: String) { self.path = path }

    /// The store of the present user: `$XDG_CONFIG_HOME/bigskies/token`, else `~/.config/bigskies/token`.
    ///
    /// Without a home directory, as a monitoring program may be, nothing is kept.
    /// - Parameter environment: The process environment.
    init(environment: [String: String]) {
        // XDG Base Directory Specification: a relative path is to be ignored.
        if let shared = environment["XDG_CONFIG_HOME"], shared.hasPrefix("/") {
            path = shared + "/bigskies/token"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.config/bigskies/token"
        } else {
            path = nil
        }
    }

    /// The login at an observatory; nil when there is none.
    ///
    /// - Throws: `forbidden` when others may read the file.
    func login(_ key: String) throws -> Login? { try read()[key] }

    /// Keeps a login, or forgets it when nil.
    func keep(_ login: Login?, for key: String) throws {
        guard let path else { return }
        var logins = try read()
        guard logins[key] != login else { return }
        logins[key] = login
        try prepare(directory(of: path))
        try PrivateFile.write(try WireJSON.text(logins) + "\n", to: path)
    }

    /// Does some work while no other command changes the file: a refresh token that is used twice ends the login.
    ///
    /// - Parameter work: The work.
    /// - Returns: What it returns.
    /// - Throws: `timeout` when another command holds the file too long, or what the work throws.
    func locked<Value>(_ work: () async throws -> Value) async throws -> Value {
        guard let path else { return try await work() }
        try prepare(directory(of: path))
        let descriptor = Glibc.open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw ServiceError(.forbidden, "cannot write in \(directory(of: path))") }
        defer { Glibc.close(descriptor) }
        try await retrying(Backoff(first: .milliseconds(20), cap: .milliseconds(200)), attempts: 100) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw ServiceError(.timeout, "another command holds \(path)")
            }
        }
        return try await work()
    }

    private func directory(of path: String) -> String {
        String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }

    private func prepare(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ServiceError(.forbidden, "cannot make \(directory)", cause: error)
        }
    }

    private func read() throws -> [String: Login] {
        guard let path, let text = try PrivateFile.read(path) else { return [:] }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw ServiceError(.forbidden, "others may read \(path); protect it: chmod 600 \(path)")
        }
        do {
            return try WireJSON.decode([String: Login].self, from: Data(text.utf8))
        } catch {
            throw ServiceError(.invalidState, "\(path) cannot be read; remove it and log in again", cause: error)
        }
    }
}
