/// Where a server takes which requests (RFC 8555, section 7.1.1).
struct ACMEDirectory: Decodable, Sendable {
    /// What a server says about itself.
    struct Meta: Decodable, Sendable {
        /// The terms that an account agrees to.
        let termsOfService: String?
        /// Whether an account must be bound to one that was made elsewhere.
        let externalAccountRequired: Bool?
    }

    let newNonce: String
    let newAccount: String
    let newOrder: String
    let meta: Meta?
}
