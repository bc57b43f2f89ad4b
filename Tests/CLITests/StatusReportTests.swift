import Access
import Contracts
import FoundationEssentials
import Health
import Kernel
import Messaging
import Testing

@testable import CLI

@Suite struct StatusReportTests {
    private static let id = "6f0c0000-0000-4000-8000-000000000001"
    private static let now = JSONValue.string(Timestamp.text(Date()))
    private static let health: JSONValue = [
        "success": true, "status": "degraded",
        "components": ["telescope-coordinator": ["status": "degraded", "message": "1 of 6 devices not responding"]],
        "nodes": [],
    ]
    private static let telescopes: JSONValue = [
        "configs": [
            [
                "id": .string(id), "name": "C14", "description": nil, "owner_id": .string(id), "owner_type": "user",
                "site_id": nil, "mount_type": "equatorial", "settings": [:], "enabled": true, "visibility": "private",
                "created_at": now, "updated_at": now,
            ]
        ]
    ]

    private func report(
        token: String?, _ answer: @escaping @Sendable (FakeConnection.Asked) throws -> JSONValue
    ) async throws -> StatusReport {
        let directory = try TemporaryDirectory()
        var identity = Identity()
        identity.credentials.token = token
        let session = ClientSession(
            over: FakeConnection(answer), to: ClientTarget(space: try TopicSpace(), doors: [], key: "k"), as: identity,
            keeping: TokenStore(path: directory.path + "/token"))
        return try await StatusReport.gather(from: session, at: "here")
    }

    @Test func withoutALoginHealthIsShownAndTheRestIsNamed() async throws {
        let report = try await report(token: nil) { asked in
            #expect(asked.topic.hasSuffix("message/health/get"))
            return Self.health
        }
        #expect(report.exitCode == 1)
        #expect(report.screen.contains("telescope    degraded  1 of 6 devices not responding"))
        #expect(report.screen.contains("log in with --user"))
    }

    @Test func aTelescopeThatCannotBeReadIsShownWithTheReason() async throws {
        let report = try await report(token: "t") { asked in
            if asked.topic.hasSuffix("health/get") { return Self.health }
            if asked.topic.hasSuffix("config/list") { return Self.telescopes }
            throw ServiceError(.timeout, "no answer in time")
        }
        #expect(report.telescopes.map(\.name) == ["C14"])
        #expect(report.telescopes.first?.failure == "no answer in time")
    }

    @Test func telescopesThatMayNotBeListedAreANote() async throws {
        let report = try await report(token: "t") { asked in
            if asked.topic.hasSuffix("health/get") { return Self.health }
            throw ServiceError(.forbidden, "change the password first")
        }
        #expect(report.notes == ["telescopes are left out: change the password first"])
    }

    @Test(arguments: [
        (HealthStatus.healthy, Int32(0)), (.degraded, 1), (.unhealthy, 2), (.unknown, 3),
    ])
    func exitCodesAreThoseOfMonitoring(status: HealthStatus, code: Int32) {
        #expect(StatusReport(place: "", status: status).exitCode == code)
    }
}
