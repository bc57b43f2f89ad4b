/// A file of database passwords, read exactly as libpq reads it (PostgreSQL manual, "The Password File").
///
/// Each line is `hostname:port:database:username:password`; `*` matches anything, `\:` and `\\` stand for the letters
/// themselves, a line that begins with `#` is a comment, and of several lines the first that matches counts.
public struct PasswordFile: Sendable {
    /// Where it was read.
    public let path: String
    /// Lines with more than five fields, worth a warning: like libpq, what follows a colon in the password is not read.
    public let linesWithMoreFields: [Int]
    private let entries: [PasswordFileEntry]

    /// Reads the text of a password file.
    /// - Throws: `ConfigurationProblem` naming the file, the first line that cannot be read, and the cure.
    public init(parsing bytes: some Sequence<UInt8>, path: String) throws(ConfigurationProblem) {
        var entries: [PasswordFileEntry] = []
        let lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let entry = try PasswordFileEntry(line, number: index + 1, file: path) else { continue }
            entries.append(entry)
        }
        self.path = path
        self.entries = entries
        linesWithMoreFields = entries.filter(\.hasMoreFields).map(\.line)
    }

    /// The password for a connection, or nil when no line matches.
    /// - Parameters:
    ///   - host: A name, an address, or the directory of a unix socket; nil or empty means `localhost`.
    ///   - port: The server's port; nil means 5432.
    ///   - database: The database's name.
    ///   - user: The user's name.
    /// - Returns: The password of the first line that matches.
    public func password(host: String?, port: Int?, database: String, user: String) -> String? {
        let host = Self.written(host)
        let port = "\(port ?? 5432)"
        return entries.lazy.compactMap { $0.password(host: host, port: port, database: database, user: user) }.first
    }

    /// The user of the first line that matches a server and names a user, for when none is configured.
    public func user(host: String?, port: Int?, database: String) -> String? {
        let host = Self.written(host)
        let port = "\(port ?? 5432)"
        return entries.lazy.compactMap { $0.user(host: host, port: port, database: database) }.first
    }

    /// The line, with its end, that opens one database to one user.
    ///
    /// - Parameters:
    ///   - host: A name, an address, or the directory of a unix socket.
    ///   - port: The server's port.
    ///   - database: The database's name.
    ///   - user: The user's name.
    ///   - password: The user's password.
    /// - Returns: The five fields, with a backslash before each letter that would mean something else.
    public static func line(host: String, port: Int, database: String, user: String, password: String) -> String {
        let marked: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "\\")]
        let fields = [host, "\(port)", database, user, password].map { field in
            // Alone an asterisk means anything. Marks are set byte by byte, as they are read.
            let bytes = field.utf8.flatMap { marked.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
            return field == "*" ? "\\*" : String(decoding: bytes, as: UTF8.self)
        }
        return fields.joined(separator: ":") + "\n"
    }

    /// The directory in which the libpq of Debian looks for sockets; the file calls it `localhost`.
    private static let defaultSocketDirectory = "/var/run/postgresql"

    private static func written(_ host: String?) -> String {
        guard let host, !host.isEmpty, host != defaultSocketDirectory else { return "localhost" }
        return host
    }
}
