import Contracts
import FoundationEssentials
import Kernel
import Postgres
import Secrets
import Support
import Testing

@testable import CertificateEngines
@testable import SecurityEngines

/// What `bigskies secrets rotate` finds of certificates.
@Suite(.serialized) struct SealedKeyTests {
    @Test func everyKeyIsFoundWhereItWasSealedForAndCanBeSealedAnew() async throws {
        let fixture = try await CertificateFixture.make()
        let info = try await fixture.engine.request(RequestCertificateRequest(domain: "a.org", type: .internal))
        // As an account at an ACME server is kept.
        let id = UUID()
        let key = try fixture.secrets.seal(Data("secret".utf8), for: "acme_accounts/\(id.text)").text
        try await fixture.pool.execute(
            """
            insert into acme_accounts (id, directory_url, url, private_key)
            values (\(id), 'https://acme.example', 'https://acme.example/1', \(key))
            """)
        let fresh = SecretKeeper(KeyRing(current: .random()))
        for place in SealedPlace.certificates {
            let rows = try await fixture.pool.query(place.rows)
            #expect(rows.count == 1, "\(place.table)")
            for row in rows {
                let name: String = try row.decode("place")
                let sealed = try #require(SealedSecret(try row.decode("sealed")))
                let anew = try fresh.seal(try fixture.secrets.open(sealed, from: name), for: name)
                try await fixture.pool.execute(place.write(anew.text, try row.decode("id")))
            }
        }
        // Nothing is left that needs the old key.
        let renewed = try await fixture.anotherEngine(fresh).renew("a.org")
        #expect(renewed.issuer == info.issuer && renewed.serial != info.serial)
        let kept = try await fixture.pool.query("select private_key from acme_accounts").first
        let text: String = try #require(kept).decode("private_key")
        let sealed = try #require(SealedSecret(text))
        #expect(try fresh.open(sealed, from: "acme_accounts/\(id.text)") == Data("secret".utf8))
    }
}
