/// What an operator decides about certificates.
public struct CertificatePolicy: Sendable, Equatable {
    /// When they are renewed.
    public var schedule: RenewalSchedule
    /// What may be asked from public authorities.
    public var acme: ACMEConfiguration

    /// Describes a policy; by default nothing is asked from anybody outside.
    public init(schedule: RenewalSchedule = RenewalSchedule(), acme: ACMEConfiguration = ACMEConfiguration()) {
        self.schedule = schedule
        self.acme = acme
    }
}
