/// An identifier in an order (RFC 8555, section 7.1.3).
struct ACMEIdentifier: Codable, Sendable, Hashable {
    let type: String
    let value: String

    /// A host name.
    static func host(_ name: String) -> ACMEIdentifier { ACMEIdentifier(type: "dns", value: name) }
}

/// An order as the server shows it (RFC 8555, section 7.1.3).
struct ACMEOrder: Decodable, Sendable {
    /// What has become of it.
    enum Status: String, Decodable, Sendable { case pending, ready, processing, valid, invalid }

    let status: Status
    let authorizations: [String]
    let finalize: String
    let certificate: String?
    let error: ACMEProblem?
}

/// The proof of control over one name as the server shows it (RFC 8555, section 7.1.4).
struct ACMEAuthorization: Decodable, Sendable {
    /// What has become of it.
    enum Status: String, Decodable, Sendable { case pending, valid, invalid, deactivated, expired, revoked }

    let identifier: ACMEIdentifier
    let status: Status
    let challenges: [ACMEChallenge]
}

/// One way to prove control (RFC 8555, section 8).
struct ACMEChallenge: Decodable, Sendable {
    let type: String
    let url: String
    let token: String?
    let error: ACMEProblem?
}
