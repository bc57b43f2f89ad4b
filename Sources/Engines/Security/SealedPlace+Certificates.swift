import Postgres

extension SealedPlace {
    /// The keys of the certificate authority, of certificates, and of accounts at ACME servers.
    static let certificates = [
        SealedPlace(
            "certificate_authorities",
            rows: """
                select id, 'certificate_authorities/' || id as place, private_key as sealed
                from certificate_authorities
                """,
            write: { "update certificate_authorities set private_key = \($0) where id = \($1)" }),
        SealedPlace(
            "tls_certificates",
            rows: "select id, 'tls_certificates/' || id as place, private_key as sealed from tls_certificates",
            write: { "update tls_certificates set private_key = \($0) where id = \($1)" }),
        SealedPlace(
            "acme_accounts",
            rows: "select id, 'acme_accounts/' || id as place, private_key as sealed from acme_accounts",
            write: { "update acme_accounts set private_key = \($0) where id = \($1)" }),
    ]
}
