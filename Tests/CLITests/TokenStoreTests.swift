import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import CLI

@Suite struct TokenStoreTests {
    let directory: TemporaryDirectory
    let login = Login(
        user: "ada", token: "one", expiresAt: Date(timeIntervalSince1970: 2_000_000_000), refreshToken: "two",
        refreshExpiresAt: Date(timeIntervalSince1970: 2_000_003_600))

    init() throws { directory = try TemporaryDirectory() }

    @Test func onlyTheUserMayReadTheFile() throws {
        let path = directory.path + "/deeper/token"
        try TokenStore(path: path).keep(login, for: "here")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try TokenStore(path: path).login("here") == login)
    }

    @Test func aFileThatOthersMayReadIsRefused() throws {
        let path = directory.path + "/token"
        let store = TokenStore(path: path)
        try store.keep(login, for: "here")
        try #require(chmod(path, 0o644) == 0)
        #expect(throws: ServiceError.self) { try store.login("here") }
    }

    @Test func eachObservatoryHasItsLogin() throws {
        let store = TokenStore(path: directory.path + "/token")
        try store.keep(login, for: "here")
        try store.keep(login, for: "there")
        try store.keep(nil, for: "here")
        #expect(try store.login("here") == nil)
        #expect(try store.login("there") == login)
    }

    @Test(arguments: [
        (["XDG_CONFIG_HOME": "/x", "HOME": "/h"], "/x/bigskies/token"),
        (["XDG_CONFIG_HOME": "x", "HOME": "/h"], "/h/.config/bigskies/token"),
    ])
    func theFileIsWhereConfigurationIsKept(environment: [String: String], path: String) {
        #expect(TokenStore(environment: environment).path == path)
    }

    @Test func withoutAHomeNothingIsKeptAndNothingFails() async throws {
        let store = TokenStore(environment: [:])
        try await store.locked { try store.keep(login, for: "here") }
        #expect(try store.login("here") == nil)
    }

    @Test(arguments: [
        (1_999_999_900.0, Login.Use.show), (1_999_999_980, .refresh), (2_000_003_500, .refresh),
        (2_000_003_700, .discard),
    ])
    func aTokenIsRenewedShortlyBeforeItsEnd(now: Double, use: Login.Use) {
        #expect(login.use(at: Date(timeIntervalSince1970: now)) == use)
    }
}
