/// What a certificate of our own making is to say.
public struct CertificatePlan: Sendable {
    /// The longest that a certificate lives: what clients accept from public authorities, and we do not ask for more.
    public static let longestLifetime = Duration.seconds(397 * 86_400)

    /// The names it is for; the first one is also its subject.
    public let names: [SubjectName]
    /// How long it lives.
    public let lifetime: Duration
    /// Whether its owner may also show it as a client.
    public let isForClients: Bool

    /// Describes a certificate.
    ///
    /// - Parameters:
    ///   - names: At least one.
    ///   - lifetime: At most `longestLifetime`, which a longer one becomes.
    ///   - isForClients: Whether its owner may also show it as a client.
    public init(
        names: [SubjectName], lifetime: Duration = CertificatePlan.longestLifetime, isForClients: Bool = false
    ) {
        self.names = names
        self.lifetime = min(lifetime, Self.longestLifetime)
        self.isForClients = isForClients
    }
}
