import CertificateEngines
import Kernel
import Support
import Testing

struct StoredACMEAccountsTests {
    private let url = "https://acme.example/dir"

    @Test func anAccountIsKeptWithASealedKeyInPlaceOfTheOneBefore() async throws {
        let fixture = try await CertificateFixture.make()
        let shelf = StoredACMEAccounts(pool: fixture.pool, secrets: fixture.secrets)
        #expect(try await shelf.account(at: url) == nil)
        for email in ["", "night@example.org"] {
            let account = ACMEAccount(
                privateKeyPEM: "PRIVATE KEY of \(email)", url: "https://acme.example/1", email: email)
            try await shelf.keep(account, at: url)
            #expect(try await shelf.account(at: url) == account)
        }
        #expect(try await shelf.account(at: url + "/other") == nil)
        let stored = try await fixture.database.psql("select * from acme_accounts")
        #expect(stored.contains("bs1."))
        #expect(!stored.contains("PRIVATE KEY"))
    }

    @Test func theKeyOfAnotherAccountDoesNotOpen() async throws {
        let fixture = try await CertificateFixture.make()
        let shelf = StoredACMEAccounts(pool: fixture.pool, secrets: fixture.secrets)
        for name in ["a", "b"] {
            try await shelf.keep(
                ACMEAccount(privateKeyPEM: name, url: url + name, email: ""), at: "https://\(name).example/dir")
        }
        try await fixture.database.psql(
            """
            update acme_accounts a set private_key = b.private_key from acme_accounts b
            where a.directory_url like '%//a.%' and b.directory_url like '%//b.%'
            """)
        let error = await failure { _ = try await shelf.account(at: "https://a.example/dir") }
        #expect(error?.code == .internal)
        #expect(try await shelf.account(at: "https://b.example/dir")?.privateKeyPEM == "b")
    }
}
