import Kernel

/// The generated passwords of the managed database, kept in a file that libpq can read.
struct DatabasePasswords: Sendable, Equatable {
    /// The password of the role that owns the database.
    let owner: String
    /// The password of the superuser, for backups and repairs.
    let superuser: String

    /// The name of the role that owns the database, and of the database.
    static let ownerName = "bigskies"
    /// The name of the superuser.
    static let superuserName = "postgres"

    /// Fresh passwords of 256 random bits.
    static func generate() -> DatabasePasswords {
        DatabasePasswords(
            owner: Digest.hex(Identifier.randomBytes(32)), superuser: Digest.hex(Identifier.randomBytes(32)))
    }

    /// The lines of the file.
    ///
    /// The host is a wildcard: libpq compares it with the socket's directory, which changes when the data directory is
    /// moved. Hexadecimal digits need no escape (libpq, "The Password File").
    var text: String {
        """
        # made by bigskies for its own PostgreSQL
        *:\(SocketDirectory.port):*:\(Self.ownerName):\(owner)
        *:\(SocketDirectory.port):*:\(Self.superuserName):\(superuser)

        """
    }

    /// Reads the lines back; nil when one is missing or was changed.
    init?(text: String) {
        func password(of user: String) -> String? {
            let start = "*:\(SocketDirectory.port):*:\(user):"
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(start) }) else { return nil }
            let password = line.dropFirst(start.count)
            return password.count == 64 && password.allSatisfy(\.isHexDigit) ? String(password) : nil
        }
        guard let owner = password(of: Self.ownerName), let superuser = password(of: Self.superuserName) else {
            return nil
        }
        self.init(owner: owner, superuser: superuser)
    }

    init(owner: String, superuser: String) {
        self.owner = owner
        self.superuser = superuser
    }
}
