import Settings
import Testing

@Suite struct PasswordFileTests {
    private func file(_ text: String) throws -> PasswordFile {
        try PasswordFile(parsing: text.utf8, path: "/secrets/.pgpass")
    }

    private func mistake(in text: String) -> ConfigurationProblem? {
        #expect(throws: ConfigurationProblem.self) { try file(text) }
    }

    @Test func theFirstLineThatMatchesCounts() throws {
        let file = try file("db:5432:sky:eve:one\ndb:5432:sky:adam:two\ndb:5432:sky:adam:three\n")
        #expect(file.password(host: "db", port: 5432, database: "sky", user: "adam") == "two")
    }

    @Test func anAsteriskMatchesAnything() throws {
        let file = try file("*:*:*:adam:secret")
        #expect(file.password(host: "db", port: 6543, database: "sky", user: "adam") == "secret")
        #expect(file.password(host: "db", port: 6543, database: "sky", user: "eve") == nil)
    }

    @Test func anAsteriskWithCompanyOrABackslashIsALetter() throws {
        let file = try file("d*:5432:\\*:adam:secret")
        #expect(file.password(host: "d*", port: 5432, database: "*", user: "adam") == "secret")
        #expect(file.password(host: "db", port: 5432, database: "*", user: "adam") == nil)
        #expect(file.password(host: "d*", port: 5432, database: "sky", user: "adam") == nil)
    }

    @Test(arguments: [
        ("pa\\:ss", "pa:ss"), ("pa\\\\ss", "pa\\ss"), ("pa\\ss", "pass"), ("pass\\", "pass\\"), ("", ""),
        ("pass # word", "pass # word"), (" pass ", " pass "), ("pa:ss", "pa"),
    ])
    func aPasswordIsReadLikeLibpqReadsIt(written: String, read: String) throws {
        let file = try file("db:5432:sky:adam:\(written)")
        #expect(file.password(host: "db", port: 5432, database: "sky", user: "adam") == read)
    }

    @Test func aLineWithMoreThanFiveFieldsIsReported() throws {
        #expect(try file("a:1:b:c:d\na:1:b:c:d:e").linesWithMoreFields == [2])
    }

    @Test func escapesWorkInEveryField() throws {
        let file = try file("\\:\\:1:5432:a\\\\b:x\\:y:secret")
        #expect(file.password(host: "::1", port: 5432, database: "a\\b", user: "x:y") == "secret")
    }

    @Test func aColonThatTheValueHasTooNeedsNoEscape() throws {
        let file = try file("::1:5432:sky:adam:secret")
        #expect(file.password(host: "::1", port: 5432, database: "sky", user: "adam") == "secret")
    }

    @Test func commentsEmptyLinesAndDOSLineEndsAreNoEntries() throws {
        let file = try file("# db:5432:sky:adam:wrong\r\n\r\n  \ndb:5432:sky:adam:right\r\n")
        #expect(file.password(host: "db", port: 5432, database: "sky", user: "adam") == "right")
    }

    @Test(arguments: [nil, "", "localhost", "/var/run/postgresql"])
    func theDefaultSocketDirectoryIsCalledLocalhost(host: String?) throws {
        let file = try file("localhost:5432:sky:adam:secret")
        #expect(file.password(host: host, port: nil, database: "sky", user: "adam") == "secret")
    }

    @Test func anotherSocketDirectoryIsMatchedByItsPath() throws {
        let file = try file("localhost:5432:sky:adam:wrong\n/run/pg:5432:sky:adam:right")
        #expect(file.password(host: "/run/pg", port: 5432, database: "sky", user: "adam") == "right")
    }

    @Test func theFirstUserOfAServerIsTheOneWhoIsNamed() throws {
        let file = try file("other:*:*:eve:1\ndb:*:*:*:2\ndb:*:sky:adam:3\ndb:*:sky:eve:4")
        #expect(file.user(host: "db", port: 5432, database: "sky") == "adam")
        #expect(file.user(host: "db", port: 5432, database: "moon") == nil)
    }

    @Test func aLineWithTooFewFieldsIsNamedWithItsCure() throws {
        let problem = try #require(mistake(in: "# fine\ndb:5432:sky:adam:secret\ndb:5432:sky\n"))
        #expect(problem.line == 3)
        #expect(
            problem.description == """
                /secrets/.pgpass:3: the line has 3 of five fields; write hostname:port:database:username:password, \
                and \\: for a colon inside a field; a comment begins with # in the first column
                """)
    }

    @Test func aLineThatIsNoTextIsNamed() throws {
        let bytes = Array("a:1:b:c:d\na:1:b:c:".utf8) + [0xFF]
        let problem = #expect(throws: ConfigurationProblem.self) { try PasswordFile(parsing: bytes, path: "f") }
        #expect(problem?.line == 2)
    }
}
