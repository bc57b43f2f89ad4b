import FoundationEssentials
import Glibc
import Kernel
import Settings
import Testing

@Suite struct PasswordFileLoadTests {
    private func withFile(mode: Int, _ text: String = "*:*:*:adam:secret\n", _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pgpass-\(Identifier.hex(12))").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        #expect(chmod(path, mode_t(mode)) == 0)
        try body(path)
    }

    @Test(arguments: [0o600, 0o400, 0o700])
    func aFileThatOnlyItsOwnerMayReadIsRead(mode: Int) throws {
        try withFile(mode: mode) { path in
            let file = try PasswordFile.load(path: path)
            #expect(file.password(host: "db", port: 1, database: "x", user: "adam") == "secret")
        }
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o601])
    func aFileThatOthersMayOpenIsRefusedWithTheCure(mode: Int) throws {
        try withFile(mode: mode) { path in
            let problem = #expect(throws: ConfigurationProblem.self) { try PasswordFile.load(path: path) }
            #expect(problem?.file == path)
            #expect(problem?.message.contains("0" + String(mode, radix: 8)) == true)
            #expect(problem?.cure == "run: chmod 0600 \(path)")
        }
    }

    @Test func aMissingFileIsNamedWithTheCure() {
        let problem = #expect(throws: ConfigurationProblem.self) { try PasswordFile.load(path: "/nowhere/.pgpass") }
        #expect(problem?.file == "/nowhere/.pgpass")
        #expect(problem?.message == "there is no password file")
        #expect(problem?.cure.contains("chmod 0600") == true)
    }

    @Test func aLineThatCannotBeReadIsNamedWithItsFile() throws {
        try withFile(mode: 0o600, "a:1:b:c:d\nnonsense\n") { path in
            let problem = #expect(throws: ConfigurationProblem.self) { try PasswordFile.load(path: path) }
            #expect(problem?.file == path)
            #expect(problem?.line == 2)
        }
    }

    @Test func aDirectoryIsNoPasswordFile() {
        let problem = #expect(throws: ConfigurationProblem.self) { try PasswordFile.load(path: "/tmp") }
        #expect(problem?.message == "the password file is not a plain file")
    }
}
