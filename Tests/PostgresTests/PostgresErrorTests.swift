import Kernel
import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test func theDescriptionNamesTheClassOnly() {
        let error = PostgresError(
            .server(sqlState: "23505"), "duplicate key (secret)", sqlState: nil, constraint: "users_email_key",
            statement: "insert into users")
        #expect(error.description.contains("integrity constraint violation"))
        #expect(!error.description.contains("secret"))
        #expect(!error.description.contains("insert"))
        #expect(error.debugDescription.contains("insert into users"))
        #expect(error.debugDescription.contains("users_email_key"))
    }

    @Test(arguments: [
        (PostgresError.Kind.connection, ServiceError.Code.unavailable), (.closed, .unavailable),
        (.poolExhausted, .unavailable), (.timeout, .timeout), (.cancelled, .cancelled), (.decoding, .internal),
        (.encoding, .invalidRequest), (.server(sqlState: "23505"), .conflict),
        (.server(sqlState: "23503"), .conflict), (.server(sqlState: "53300"), .unavailable),
        (.server(sqlState: "22P02"), .invalidRequest), (.server(sqlState: "42601"), .internal),
        (.server(sqlState: ""), .internal),
    ])
    func eachKindHasItsCode(kind: PostgresError.Kind, code: ServiceError.Code) {
        let error = ServiceError(PostgresError(kind, "detail of the server"))
        #expect(error.code == code)
        #expect(!error.message.contains("detail"))
    }

    @Test func theConfigurationHidesThePassword() {
        let configuration = PostgresConfiguration(host: "db", database: "d", user: "u", password: "geheim")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration) \(String(reflecting: configuration)) \(dumped)".contains("geheim"))
    }

    @Test func aURLIsReadAsLibpqReadsIt() throws {
        let configuration = try PostgresConfiguration(
            url: "postgresql://me:a%40b@db.example:6000/stars?sslmode=require&connect_timeout=3&keepalives=0")
        #expect(configuration.host == "db.example")
        #expect(configuration.port == 6000)
        #expect(configuration.database == "stars")
        #expect(configuration.user == "me")
        #expect(configuration.password == "a@b")
        #expect(configuration.sslmode == "require")
        #expect(configuration.connectTimeout == .seconds(3))
        #expect(configuration.additional == ["keepalives": "0"])
    }

    @Test(arguments: ["", "nonsense", "http://x", "postgresql://u:geheim@h:99999/d", "postgresql://h/d", "a\0b"])
    func aURLThatCannotBeReadIsNotRepeated(url: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error?.debugDescription.contains("geheim") == false)
    }
}
