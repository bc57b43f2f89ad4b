import AsyncHTTPClient
import HTTPGateway
import Kernel
import Logging
import NIOCore
import NIOHTTP1
import Support
import Testing

struct HTTPChallengeDoorTests {
    private let door = HTTPChallengeDoor(logger: Logger(label: "test"))
    private let port = Int(LoopbackPort.free())

    private func ask(_ path: String, _ method: HTTPMethod = .GET, host: String = "127.0.0.1") async throws -> String {
        var request = HTTPClientRequest(url: "http://\(host):\(port)\(path)")
        request.method = method
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 16)
        return "\(response.status.code) \(String(buffer: body))"
    }

    @Test func itAnswersTheTokensOfTheMomentAndNothingElse() async throws {
        let path = "/.well-known/acme-challenge/"
        #expect(!LoopbackPort.accepts(UInt16(port)))
        try await door.answering(["t1": "t1.print", "t2": "t2.print"], at: port) { () async throws -> Void in
            #expect(try await ask(path + "t1") == "200 t1.print")
            #expect(try await ask(path + "t2", host: "localhost") == "200 t2.print")
            #expect(try await ask(path + "t1", .HEAD) == "200 ")
            for other in ["", "/", path, path + "t3", path + "t1/", path + "../t1", path + "t1x", "/t1"] {
                #expect(try await ask(other) == "404 ", "\(other)")
            }
            for method in [HTTPMethod.POST, .PUT, .DELETE, .OPTIONS] {
                #expect(try await ask(path + "t1", method) == "404 ", "\(method)")
            }
        }
        #expect(!LoopbackPort.accepts(UInt16(port)))
    }

    @Test func worksAtTheSameTimeShareThePort() async throws {
        let path = "/.well-known/acme-challenge/"
        try await door.answering(["t1": "one"], at: port) { () async throws -> Void in
            try await door.answering(["t2": "two"], at: port) { () async throws -> Void in
                #expect(try await ask(path + "t1") == "200 one")
                #expect(try await ask(path + "t2") == "200 two")
            }
            #expect(try await ask(path + "t1") == "200 one")
            #expect(try await ask(path + "t2") == "404 ")
        }
        #expect(!LoopbackPort.accepts(UInt16(port)))
    }

    @Test func itOpensAgainAtOnce() async throws {
        for _ in 0..<5 {
            try await door.answering(["t": "x"], at: port) { () async throws -> Void in
                #expect(LoopbackPort.accepts(UInt16(port)))
            }
        }
    }

    @Test func whoConnectsWhileItClosesDoesNotEndTheProcess() async throws {
        let port = UInt16(port)
        let knocking = (0..<2).map { _ in
            Task {
                // Each connection that was accepted keeps a port of this machine for a minute.
                var left = 4000
                while !Task.isCancelled, left > 0 {
                    if LoopbackPort.accepts(port) { left -= 1 }
                    await Task.yield()
                }
            }
        }
        for _ in 0..<20 {
            try await door.answering(["t": "x"], at: Int(port)) { () async throws -> Void in
                #expect(LoopbackPort.accepts(port))
            }
        }
        for task in knocking { task.cancel() }
        #expect(!LoopbackPort.accepts(port))
    }

    @Test func itClosesWhenTheWorkFails() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await door.answering(["t": "x"], at: port) { () async throws -> Void in throw Failure() }
        }
        #expect(!LoopbackPort.accepts(UInt16(port)))
    }

    @Test func aPortThatSomebodyHasIsNamedWithTheCure() async throws {
        let other = HTTPChallengeDoor(logger: Logger(label: "test"))
        try await other.answering(["t": "x"], at: port) { () async throws -> Void in
            let error = await #expect(throws: ServiceError.self) {
                try await door.answering(["u": "x"], at: port) { () async throws -> Void in
                    Issue.record("it must not come to this")
                }
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message == "port \(port) for challenges is taken by another program")
            #expect(error?.details["cure"] != nil)
        }
    }
}
