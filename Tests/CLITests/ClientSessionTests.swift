import FoundationEssentials
import Kernel
import Messaging
import Testing

@testable import CLI

@Suite struct ClientSessionTests {
    let directory: TemporaryDirectory
    let store: TokenStore
    let target: ClientTarget
    let soon = Date().addingTimeInterval(600)

    init() throws {
        directory = try TemporaryDirectory()
        store = TokenStore(path: directory.path + "/token")
        target = ClientTarget(space: try TopicSpace(), doors: [], key: "bigskies@here")
    }

    private func session(_ connection: FakeConnection, user: String? = nil) -> ClientSession {
        var identity = Identity()
        identity.user = user
        identity.password = PasswordSource(variable: "secret")
        return ClientSession(over: connection, to: target, as: identity, keeping: store)
    }

    private func login(_ token: String, expiresAt: Date, refreshExpiresAt: Date) -> Login {
        Login(
            user: "ada", token: token, expiresAt: expiresAt, refreshToken: "refresh-\(token)",
            refreshExpiresAt: refreshExpiresAt)
    }

    private func ask(_ session: ClientSession) async throws -> JSONValue {
        try await session.ask(try Topic("bigskies/coordinator/telescope/site/list"), [:], within: .seconds(1))
    }

    @Test func withoutALoginNothingIsShown() async throws {
        let connection = FakeConnection { _ in ["success": true] }
        _ = try await ask(session(connection))
        #expect(connection.history.map(\.token) == [nil])
    }

    @Test func aLoginIsKeptForTheNextCommand() async throws {
        let soon = soon
        let connection = FakeConnection { asked in
            asked.topic.hasSuffix("auth/login") ? loginReply("one", expiresAt: soon) : ["success": true]
        }
        _ = try await ask(session(connection, user: "ada"))
        _ = try await ask(session(connection))
        _ = try await ask(session(connection, user: "ADA"))
        #expect(connection.history.map(\.token) == [nil, "one", "one", "one"])
    }

    @Test func anotherUserLogsInAnew() async throws {
        try store.keep(login("one", expiresAt: soon, refreshExpiresAt: soon), for: target.key)
        let soon = soon
        let connection = FakeConnection { asked in
            asked.topic.hasSuffix("auth/login") ? loginReply("two", user: "bob", expiresAt: soon) : ["success": true]
        }
        _ = try await ask(session(connection, user: "bob"))
        #expect(connection.history.map(\.token) == [nil, "two"])
    }

    @Test func aTokenThatEndsIsRenewedWithItsRefreshToken() async throws {
        try store.keep(login("old", expiresAt: .distantPast, refreshExpiresAt: soon), for: target.key)
        let soon = soon
        let connection = FakeConnection { asked in
            asked.topic.hasSuffix("auth/refresh") ? loginReply("new", expiresAt: soon) : ["success": true]
        }
        _ = try await ask(session(connection))
        #expect(connection.history.first?.payload == ["refresh_token": "refresh-old"])
        #expect(connection.history.map(\.token) == [nil, "new"])
        #expect(try store.login(target.key)?.refreshToken == "refresh-new")
    }

    @Test func aLoginThatCannotBeRenewedIsForgotten() async throws {
        try store.keep(login("old", expiresAt: .distantPast, refreshExpiresAt: soon), for: target.key)
        let connection = FakeConnection { asked in
            if asked.topic.hasSuffix("auth/refresh") { throw ServiceError(.unauthenticated, "spent") }
            return ["success": true]
        }
        _ = try await ask(session(connection))
        #expect(connection.history.last?.token == nil)
        #expect(try store.login(target.key) == nil)
    }

    @Test func aTokenThatIsRefusedIsForgottenAndTheCureNamed() async throws {
        try store.keep(login("old", expiresAt: soon, refreshExpiresAt: soon), for: target.key)
        let connection = FakeConnection { _ in throw ServiceError(.unauthenticated, "unknown key") }
        let error = await #expect(throws: ServiceError.self) { try await ask(session(connection)) }
        #expect(error?.message == "unknown key; log in with --user NAME")
        #expect(try store.login(target.key) == nil)
    }

    @Test func aTokenThatIsRefusedIsReplacedWhenTheUserIsKnown() async throws {
        try store.keep(login("old", expiresAt: soon, refreshExpiresAt: soon), for: target.key)
        let soon = soon
        let connection = FakeConnection { asked in
            if asked.topic.hasSuffix("auth/login") { return loginReply("new", expiresAt: soon) }
            if asked.topic.hasSuffix("auth/refresh") { throw ServiceError(.unauthenticated, "the login is revoked") }
            if asked.token == "old" { throw ServiceError(.unauthenticated, "unknown key") }
            return ["success": true]
        }
        _ = try await ask(session(connection, user: "ada"))
        #expect(connection.history.map(\.token) == ["old", nil, nil, "new"])
    }

    @Test func aTokenThatIsRefusedBeforeItsEndIsRenewed() async throws {
        try store.keep(login("old", expiresAt: soon, refreshExpiresAt: soon), for: target.key)
        let soon = soon
        let connection = FakeConnection { asked in
            if asked.topic.hasSuffix("auth/refresh") { return loginReply("new", expiresAt: soon) }
            if asked.token == "old" { throw ServiceError(.unauthenticated, "unknown key") }
            return ["success": true]
        }
        _ = try await ask(session(connection))
        #expect(connection.history.map(\.token) == ["old", nil, "new"])
        #expect(try store.login(target.key)?.token == "new")
    }

    @Test func aWrongPasswordIsTriedOnce() async throws {
        let connection = FakeConnection { _ in throw ServiceError(.unauthenticated, "wrong name or password") }
        await #expect(throws: ServiceError.self) { try await ask(session(connection, user: "ada")) }
        #expect(connection.history.count == 1)
    }
}
