public import Kernel

/// What one check found.
public struct HealthCheckResult: Sendable, Equatable {
    /// How well the checked thing is.
    public let status: HealthStatus
    /// What to say about it: lower case, no full stop, no secret, and the same words while nothing changes.
    public let message: String
    /// Figures for whoever looks closer.
    public let details: [String: JSONValue]

    /// Describes what a check found.
    public init(_ status: HealthStatus, _ message: String = "", details: [String: JSONValue] = [:]) {
        self.status = status
        self.message = message
        self.details = details
    }
}

extension HealthCheckResult: Codable {
    private enum Key: String, CodingKey {
        case status, message, details
    }

    /// Reads what `encode(to:)` writes; message and details may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            try container.decode(HealthStatus.self, forKey: .status),
            try container.decodeIfPresent(String.self, forKey: .message) ?? "",
            details: try container.decodeIfPresent([String: JSONValue].self, forKey: .details) ?? [:]
        )
    }

    /// Writes status and message, and the details when there are any.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(status, forKey: .status)
        try container.encode(message, forKey: .message)
        if !details.isEmpty { try container.encode(details, forKey: .details) }
    }
}
