import FoundationEssentials

/// Asks for the credentials; who asks is told for the log only.
public struct BootstrapRequest: Codable, Sendable {
    /// The coordinator that waits for them.
    public var name: String?

    /// Asks in the name of a coordinator.
    public init(name: String? = nil) {
        self.name = name
    }
}

/// Where a node finds the database's password: never the password itself.
public struct BootstrapCredentials: Codable, Sendable, Equatable {
    /// The path of the password file, in Base64.
    public let pgpassPath: String
    /// The version of this message.
    public let version: String

    enum CodingKeys: String, CodingKey {
        case version
        case pgpassPath = "pgpass_path"
    }

    /// Tells a path.
    public init(path: String) {
        pgpassPath = Data(path.utf8).base64EncodedString()
        version = "1.0"
    }

    /// The path, or nil when the text is no Base64 of a path.
    public var path: String? {
        Data(base64Encoded: pgpassPath).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
