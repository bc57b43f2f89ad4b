/// Looks at a listener as strangers do.
///
/// A mosquitto that cannot read its access list again lets everybody do everything, and says so only in its log.
public protocol BrokerInspecting: Sendable {
    /// Looks.
    ///
    /// - Throws: When a stranger gets in, and when the listener does not answer.
    func inspect(_ door: BrokerDoor) async throws
}

/// A listener of a broker, and an account without special rights to try it with.
public struct BrokerDoor: Sendable {
    /// The address.
    public let host: String
    /// The port.
    public let port: Int
    /// Whether connections are encrypted.
    public let usesTLS: Bool
    /// The name of the account.
    public let username: String
    /// Its password.
    public let password: String
    /// A prefix of topics that only nodes publish below `coordinator/health/`.
    public let prefix: String
}
