import Contracts
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import CertificateEngines

/// Certificates that take longer than whoever asked for them waits.
@Suite(.serialized) struct PatientMakingTests {
    private let order = RequestCertificateRequest(domain: "dome.example.org", type: .letsencrypt)

    @Test func whatWasIssuedIsKeptThoughNobodyWaitsAnyMore() async throws {
        let server = try await PebbleServer.started(["PEBBLE_VA_ALWAYS_VALID": "1"])
        let door = GateDoor()
        let engine = try await CertificateFixture.make(clock: ManualTime(from: Date()), door: door).engine
        await engine.apply(CertificatePolicy(acme: server.configuration))
        let asker = Task { try await engine.request(order) }
        var knocks = door.knocks.makeAsyncIterator()
        _ = await knocks.next()
        asker.cancel()
        #expect(await failure { _ = try await asker.value }?.code == .cancelled)

        let early = await failure { _ = try await engine.request(order) }
        #expect(early?.code == .conflict)
        #expect(early?.message == "a certificate for dome.example.org is in the making")
        let work = try #require(await engine.inTheMaking["dome.example.org"])
        door.open()
        await work.value
        #expect(try await engine.certificate("dome.example.org").issuer.contains("Pebble Intermediate"))
        let late = await failure { _ = try await engine.request(order) }
        #expect(late?.code == .conflict && late?.details["cure"] != nil)
        #expect(await engine.inTheMaking.isEmpty)
        await server.stop()
    }
}
