import Alpaca
import AlpacaServer
import Kernel
import Testing

@Suite struct ConnectionTests {
    private static let read = "GET /api/v1/focuser/0/position HTTP/1.1\r\nHost: here\r\n\r\n"

    @Test func aClientThatWaitsBeforeItSendsABodyIsToldToGoOn() async throws {
        let device = TableDevice(.focuser)
        try await ServerFixture.run([device]) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say(
                    "PUT /api/v1/focuser/0/move HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n")
                #expect(try await connection.hears("HTTP/1.1 100 Continue\r\n\r\n"))
                try await connection.say("Position=12")
                #expect(try await connection.hears("\"ErrorNumber\":0"))
                try await connection.say(Self.read)
                #expect(try await connection.hears("\"Value\":7,"))
            }
        }
        #expect(device.asked.first?.arguments == ["Position": 12])
    }

    @Test func aBodyThatWouldBeTooLargeIsNotWaitedFor() async throws {
        try await ServerFixture.run([TableDevice(.focuser)]) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say(
                    "PUT /api/v1/focuser/0/move HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 1000000000\r\n\r\n")
                try await connection.hearsTheEnd()
                #expect(connection.heard.hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func requestsInARowAreAnsweredInTheirOrder() async throws {
        try await ServerFixture.run([TableDevice(.focuser)]) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say(String(repeating: Self.read, count: 50))
                #expect(try await connection.hears("\"ErrorMessage\":\"\"}", times: 50))
                let numbers = connection.heard.split(separator: "\"ServerTransactionID\":").dropFirst()
                    .compactMap { Int($0.prefix { $0.isNumber }) }
                #expect(numbers == Array(1...50))
            }
        }
    }

    @Test func aSilentConnectionStaysOpenLongerThanAPollerIsSilent() {
        #expect(AlpacaServerConfiguration().idleTimeout >= .seconds(120))
    }

    @Test func aSilentConnectionIsClosedInTheEnd() async throws {
        var configuration = AlpacaServerConfiguration(port: 0)
        configuration.idleTimeout = .milliseconds(200)
        try await ServerFixture.run([TableDevice(.focuser)], configuration) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say(Self.read)
                try await connection.hearsTheEnd()
                #expect(connection.heard.hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test func aServerStopsWithClientsConnected() async throws {
        let device = TableDevice(.focuser, answers: ["temperature": .slow(.seconds(600))])
        let start = try await ServerFixture.run([device]) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say(Self.read)
                #expect(try await connection.hears("\"Value\":7,"))
                try await connection.say("GET /api/v1/focuser/0/temperature HTTP/1.1\r\nHost: here\r\n\r\n")
                return ContinuousClock.now
            }
        }
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func whatIsNoHTTPIsAnsweredAndEnded() async throws {
        try await ServerFixture.run([TableDevice(.focuser)]) { server in
            try await RawConnection.run(port: server.port) { connection in
                try await connection.say("HELO here\r\n\r\n")
                try await connection.hearsTheEnd()
                #expect(connection.heard.hasPrefix("HTTP/1.1 400 "))
            }
            #expect(try await server.get("/api/v1/focuser/0/position").status == 200)
        }
    }

    @Test func anAddressThatIsTakenIsAnError() async throws {
        try await ServerFixture.run([TableDevice(.focuser)]) { server in
            _ = await #expect(throws: (any Error).self) {
                _ = try await ServerFixture.run([], AlpacaServerConfiguration(port: server.port)) { $0.port }
            }
        }
    }
}
