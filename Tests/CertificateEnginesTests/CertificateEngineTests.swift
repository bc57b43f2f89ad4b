import Contracts
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import CertificateEngines

@Suite(.serialized) struct CertificateEngineTests {
    private func order(
        _ domain: String, _ type: CertificateType = .internal, sans: [String]? = nil, email: String? = nil
    ) -> RequestCertificateRequest {
        RequestCertificateRequest(domain: domain, type: type, sans: sans, email: email)
    }

    @Test func whatWasAskedForIsIssuedAndKept() async throws {
        let fixture = try await CertificateFixture.make()
        let info = try await fixture.engine.request(order("Dome.Example.org", sans: ["192.0.2.7", "*.dome.org"]))
        #expect(info.domain == "dome.example.org")
        #expect(info.sans == ["dome.example.org", "192.0.2.7", "*.dome.org"])
        let chain = try #require(info.certificatePEM)
        let authority = try await fixture.engine.authorityPEM()
        #expect(info.issuer == (try CertificateFacts(chainPEM: authority)).issuer)
        #expect(try CertificateFacts(chainPEM: chain).serial == info.serial)
        #expect(info.renewAt > info.notBefore && info.renewAt < info.expiresAt)
        #expect(try await fixture.engine.certificate("DOME.example.ORG") == info)
    }

    @Test func aSelfSignedOneIsSignedByItself() async throws {
        let fixture = try await CertificateFixture.make()
        let info = try await fixture.engine.request(order("192.0.2.7", .selfSigned))
        #expect(info.issuer == "CN=192.0.2.7")
        #expect(info.domain == "192.0.2.7")
    }

    @Test func aSecondOneForADomainIsAConflictThatNamesTheCure() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await fixture.engine.request(order("dome.example.org"))
        let error = await failure { _ = try await fixture.engine.request(order("DOME.example.org", .selfSigned)) }
        #expect(error?.code == .conflict)
        #expect(error?.details["field"] == "domain" && error?.details["cure"]?.text?.contains("cert/renew") == true)
        #expect(try await fixture.engine.certificate("dome.example.org") == first)
    }

    @Test func twoThatAskAtOnceGetOneCertificateAndOneConflict() async throws {
        let fixture = try await CertificateFixture.make()
        let outcomes = await withTaskGroup(of: ServiceError.Code?.self) { group in
            for engine in [fixture.engine, fixture.anotherEngine(), fixture.engine] {
                group.addTask { await failure { _ = try await engine.request(order("a.org")) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .conflict }.count == 2)
    }

    @Test(
        arguments: [
            ("no good", nil, nil, "domain"), ("a.org", ["b.org", "ü.org"], nil, "sans[1]"),
            ("a.org", nil, "nobody", "email"), ("a.org", nil, "a@b\r\n.org", "email"), ("a\0.org", nil, nil, "domain"),
        ] as [(String, [String]?, String?, String)])
    func badInputIsRefusedNamingTheField(domain: String, sans: [String]?, email: String?, field: String) async throws {
        let fixture = try await CertificateFixture.make()
        let error = await failure { _ = try await fixture.engine.request(order(domain, sans: sans, email: email)) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == .string(field))
        #expect(try await fixture.database.psql("select count(*) from tls_certificates") == "0")
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        let engine = try await CertificateFixture.make().engine
        #expect(await failure { _ = try await engine.certificate("a.org") }?.code == .notFound)
        #expect(await failure { _ = try await engine.renew("a.org") }?.code == .notFound)
        #expect(await failure { try await engine.delete("broker:dome") }?.code == .notFound)
        #expect(await failure { try await engine.delete("'; drop table x") }?.details["field"] == "domain")
    }

    @Test func aRenewedOneHasANewKeyAndTheSameNames() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await fixture.engine.request(order("a.org", sans: ["b.org"]))
        let second = try await fixture.engine.renew("a.org")
        #expect(second.serial != first.serial && second.sans == first.sans && second.issuer == first.issuer)
        let keys = try await fixture.database.psql("select count(distinct private_key) from tls_certificates")
        #expect(keys == "1")
        #expect(try await fixture.engine.certificate("a.org") == second)
    }

    @Test func whatIsDeletedIsGoneAndCanBeAskedForAgain() async throws {
        let engine = try await CertificateFixture.make().engine
        _ = try await engine.request(order("a.org"))
        try await engine.delete("a.org")
        #expect(await failure { _ = try await engine.certificate("a.org") }?.code == .notFound)
        _ = try await engine.request(order("a.org", .selfSigned))
    }

    @Test func theBrokersCertificateIsNotDeletedButRenewed() async throws {
        let engine = try await CertificateFixture.make().engine
        let first = try await engine.certificate(of: .broker, on: "dome", names: [.host("dome")])
        let error = await failure { try await engine.delete("broker:dome") }
        #expect(error?.code == .invalidState && error?.details["cure"] != nil)
        let second = try await engine.renew("broker:dome")
        #expect(second.certificatePEM != first.chainPEM && second.servingNode == "dome")
        #expect(
            try await engine.certificate(of: .broker, on: "dome", names: [.host("dome")]).chainPEM
                == second.certificatePEM
        )
    }

    @Test func theServersOfANodeHaveKeysOfTheirOwn() async throws {
        let engine = try await CertificateFixture.make().engine
        let broker = try await engine.certificate(of: .broker, on: "dome", names: [.host("dome")])
        let database = try await engine.certificate(of: .database, on: "dome", names: [.host("dome")])
        #expect(broker.privateKeyPEM != database.privateKeyPEM)
        #expect(await failure { try await engine.delete("database:dome") }?.code == .invalidState)
    }

    @Test func theListGoesPageByPageWithoutChains() async throws {
        let engine = try await CertificateFixture.make().engine
        for domain in ["c.org", "a.org", "b.org"] { _ = try await engine.request(order(domain)) }
        let first = try await engine.certificates(limit: 2, after: nil)
        #expect(first.certificates.map(\.domain) == ["a.org", "b.org"] && first.next == "b.org")
        #expect(first.certificates.allSatisfy { $0.certificatePEM == nil })
        let second = try await engine.certificates(limit: 2, after: first.next)
        #expect(second.certificates.map(\.domain) == ["c.org"] && second.next == nil)
    }

    @Test func aPublicAuthorityIsAskedOnlyWhereThereIsOne() async throws {
        let engine = try await CertificateFixture.make().engine
        #expect(await failure { _ = try await engine.request(order("a.org", .letsencrypt)) }?.code == .invalidState)
    }
}
