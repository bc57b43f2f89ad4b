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
    /// moved; and so is the port, which changes with the configuration. Hexadecimal digits need no escape (libpq, "The
    /// Password File").
    var text: String {
        """
        # made by bigskies for its own PostgreSQL
        *:*:*:\(Self.ownerName):\(owner)
        *:*:*:\(Self.superuserName):\(superuser)

        """
    }

    /// Reads the lines back, whatever port they are for; nil when one is missing or was changed.
    init?(text: String) {
        func password(of user: String) -> String? {
            for line in text.split(separator: "\n") {
                let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                guard fields.count == 5, fields[0] == "*", fields[3] == user else { continue }
                return fields[4].count == 64 && fields[4].allSatisfy(\.isHexDigit) ? String(fields[4]) : nil
            }
            return nil
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
