import Access
import AsyncHTTPClient
import FoundationEssentials
import HTTPGateway
import Logging
import NIOCore
import NIOHTTP1
import Support
import Testing

/// Those who say nothing, and those who take their time.
struct SilenceTests {
    @Test func aHundredSilentClientsDoNotCloseTheDoorForDownloads() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let port = try #require(await door.door.listeningPort)
        let silent = try (0..<100).map { _ in try SilentClient(at: port) }
        #expect(try await door.ask(url).body == door.content)
        #expect(silent.allSatisfy { !$0.isClosed })
    }

    @Test(.timeLimit(.minutes(1))) func whoSaysNothingHasToGo() async throws {
        let challenges = HTTPChallengeDoor(logger: Logger(label: "test"))
        let port = Int(LoopbackPort.free())
        try await challenges.answering(["t": "x"], at: port) { () async throws -> Void in
            let silent = try (0..<100).map { _ in try SilentClient(at: port) }
            let url = "http://127.0.0.1:\(port)/.well-known/acme-challenge/t"
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(9))
            #expect(response.status == .ok)
            while !silent.allSatisfy(\.isClosed) { try await Task.sleep(for: .milliseconds(200)) }
        }
    }

    @Test func whoMakesAPauseGetsTheRest() async throws {
        let door = try await OpenDoor()
        let size = 32 << 20
        try door.folder.write("images/night/large.fits", Data(count: size))
        let offer = try await door.door.offer(
            door.folder.path + "/images/night/large.fits", mediaType: "image/fits", name: "large.fits",
            for: .seconds(60))
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: offer.url), timeout: .seconds(60))
        var taken = 0
        for try await piece in response.body {
            // Longer than a connection may be idle.
            if taken == 0 { try await Task.sleep(for: .seconds(17)) }
            taken += piece.readableBytes
        }
        #expect(taken == size)
    }
}
