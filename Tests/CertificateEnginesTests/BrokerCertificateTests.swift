import FoundationEssentials
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Testing

@testable import CertificateEngines

@Suite(.serialized) struct BrokerCertificateTests {
    private let names: [SubjectName] = [.host("broker.example.org"), .address([192, 0, 2, 7])]

    @Test func nodesThatStartAtOnceHaveOneAuthority() async throws {
        let fixture = try await CertificateFixture.make()
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                let engine = fixture.anotherEngine()
                group.addTask { try await engine.authorityPEM() }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found.count == 1)
        #expect(try await fixture.database.psql("select count(*) from certificate_authorities") == "1")
    }

    @Test func noPrivateKeyLiesOpenInTheDatabase() async throws {
        let fixture = try await CertificateFixture.make()
        let issued = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        #expect(issued.privateKeyPEM.contains("PRIVATE KEY"))
        let rows = try await fixture.database.psql(
            "select c::text from certificate_authorities c union all select c::text from tls_certificates c")
        #expect(rows.contains("bs1.") && rows.contains("CERTIFICATE") && !rows.contains("PRIVATE KEY"))
        let secret = issued.privateKeyPEM.split(separator: "\n")[1]
        #expect(!rows.contains(secret))
        // The database itself refuses a key that is not sealed.
        await #expect(throws: (any Error).self) {
            try await fixture.database.psql("update tls_certificates set private_key = 'PRIVATE KEY'")
        }
    }

    @Test func theBrokersCertificateIsKeptUntilItsNamesChange() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        let again = try await fixture.anotherEngine().certificate(of: .broker, on: "dome", names: names)
        #expect(again.chainPEM == first.chainPEM && again.privateKeyPEM == first.privateKeyPEM)
        let other = try await fixture.engine.certificate(of: .broker, on: "roof", names: names)
        #expect(other.chainPEM != first.chainPEM)
        let moved = try await fixture.engine.certificate(of: .broker, on: "dome", names: [.host("new.example.org")])
        #expect(try CertificateFacts(chainPEM: moved.chainPEM).names == [.host("new.example.org")])
        #expect(moved.privateKeyPEM != first.privateKeyPEM)
    }

    @Test func theBrokersCertificateIsIssuedAnewWhenItIsDue() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        fixture.clock.advance(by: .seconds(200 * 86_400))
        #expect(try await fixture.engine.certificate(of: .broker, on: "dome", names: names).chainPEM == first.chainPEM)
        fixture.clock.advance(by: .seconds(70 * 86_400))
        let second = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        #expect(second.chainPEM != first.chainPEM)
        let facts = try CertificateFacts(chainPEM: second.chainPEM)
        #expect(facts.expiresAt > fixture.clock.source.date().addingTimeInterval(390 * 86_400))
    }

    @Test func withoutTheKeyOfTheInstallationNothingIsSigned() async throws {
        let fixture = try await CertificateFixture.make()
        let authority = try await fixture.engine.authorityPEM()
        let stranger = fixture.anotherEngine(SecretKeeper(KeyRing(current: .random())))
        #expect(try await stranger.authorityPEM() == authority)
        let error = await failure { _ = try await stranger.certificate(of: .broker, on: "dome", names: names) }
        #expect(error?.code == .unavailable)
        #expect(error?.details["key_id"] == .string(fixture.secrets.ring.current.id))
    }

    @Test func aKeyThatWasMovedToAnotherRowDoesNotOpen() async throws {
        let fixture = try await CertificateFixture.make()
        _ = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        _ = try await fixture.engine.certificate(of: .broker, on: "roof", names: names)
        try await fixture.database.psql(
            """
            update tls_certificates set private_key =
                (select private_key from tls_certificates where domain = 'broker:roof') where domain = 'broker:dome'
            """)
        let error = await failure { _ = try await fixture.engine.certificate(of: .broker, on: "dome", names: names) }
        #expect(error?.code == .internal)
    }

    @Test func aBrokerIsGivenItsCertificateAndEachNewOne() async throws {
        let fixture = try await CertificateFixture.make()
        let listener = NotificationListener(
            configuration: CertificateFixture.configuration(of: fixture.database),
            channels: [TLSSecurityEngine.channel], logger: Logger(label: "test"))
        let (installed, report) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            group.addTask {
                try await fixture.engine.keepCertificate(of: .broker, on: "dome", names: names, hearing: listener) {
                    report.yield($0.chainPEM)
                }
            }
            var heard = installed.makeAsyncIterator()
            let first = await heard.next()
            _ = try await fixture.anotherEngine().certificate(of: .broker, on: "roof", names: names)
            fixture.clock.advance(by: .seconds(300 * 86_400))
            let due = try await fixture.anotherEngine().certificate(of: .broker, on: "dome", names: names)
            #expect(first != due.chainPEM)
            #expect(await heard.next() == due.chainPEM)
            group.cancelAll()
            // Both end with the cancellation.
            while await group.nextResult() != nil {}
        }
    }

    @Test func aBrokerThatDoesNotTakeItsCertificateIsGivenItAgain() async throws {
        let fixture = try await CertificateFixture.make()
        let listener = NotificationListener(
            configuration: CertificateFixture.configuration(of: fixture.database),
            channels: [TLSSecurityEngine.channel], logger: Logger(label: "test"))
        let (attempts, report) = AsyncStream.makeStream(of: String.self)
        let work = Task {
            try await fixture.engine.keepCertificate(of: .broker, on: "dome", names: names, hearing: listener) {
                report.yield($0.chainPEM)
                throw ServiceError(.unavailable, "the broker is away")
            }
        }
        var attempted = attempts.makeAsyncIterator()
        let first = await attempted.next()
        await fixture.clock.nextSleep()
        fixture.clock.advance(by: .seconds(60))
        #expect(await attempted.next() == first)
        work.cancel()
        _ = await work.result
    }

    @Test func anotherAuthorityIsPutWhereClientsFindIt() async throws {
        let fixture = try await CertificateFixture.make()
        let listener = NotificationListener(
            configuration: CertificateFixture.configuration(of: fixture.database),
            channels: [TLSSecurityEngine.channel], logger: Logger(label: "test"))
        let (published, report) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            group.addTask { try await fixture.engine.keepAuthority(hearing: listener) { report.yield($0) } }
            var heard = published.makeAsyncIterator()
            let first = await heard.next()
            fixture.clock.advance(by: .seconds(11 * 366 * 86_400))
            // What is signed next is signed by another authority, and told.
            _ = try await fixture.anotherEngine().certificate(of: .database, on: "roof", names: names)
            let second = await heard.next()
            #expect(second != first)
            #expect(try await fixture.engine.authorityPEM() == second)
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }
}
