import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import StorageEngines

@Suite struct ServerPartsTests {
    private let installed = [
        PostgresInstallation(directory: "/16", version: 16), PostgresInstallation(directory: "/15", version: 15),
    ]

    @Test func anEmptyDirectoryTakesTheNewestServer() throws {
        let chosen = try PostgresInstallation.choose(forVersion: nil, of: "/data", from: installed)
        #expect(chosen.version == 16)
    }

    @Test func aDirectoryKeepsTheServerThatMadeIt() throws {
        let chosen = try PostgresInstallation.choose(forVersion: "15", of: "/data", from: installed)
        #expect(chosen.version == 15)
    }

    @Test func thisMachinesServerIsFoundAlsoThroughThePathAlone() async throws {
        let newest = try #require(await PostgresInstallation.installed().first)
        let found = await PostgresInstallation.installed(in: [], searchPath: [newest.directory])
        #expect(found == [newest])
    }

    @Test func aPasswordLineIsWhatMosquittoWrites() throws {
        // Made by mosquitto_passwd 2.0.11 for this password.
        let account = BrokerAccount(name: "node", password: "secret")
        let salt = try #require(Data(base64Encoded: "ZHr7aEwW4PfflpiL"))
        let line =
            "node:$7$101$ZHr7aEwW4PfflpiL$MXM5zsmlkvAyN2LMI4i7AlhpJ+qQa21Iz2YyHWzfXoyMXxm768ys+gI+o5szBCDoL0yn2Wj60cp5DbMsqkc66Q=="
        #expect(try account.line(salt: Array(salt)) == line)
    }

    @Test func passwordsSurviveTheirFile() throws {
        let passwords = DatabasePasswords.generate()
        #expect(DatabasePasswords(text: passwords.text) == passwords)
        #expect(DatabasePasswords(text: passwords.text.replacing(passwords.owner, with: "short")) == nil)
        #expect(DatabasePasswords(text: "") == nil)
    }

    @Test func aStrangerWithTheSameNumberIsNotTakenForAServer() async throws {
        try await withNode { directory in
            let file = directory.pidFile(of: "postgres")
            try PrivateFile.write("\(getpid())\n", to: file)
            let leftover = Leftover(pidFile: file, program: "postgres", argument: "/data", signals: [])
            #expect(try leftover.find() == nil)
            try await #expect(leftover.stop() == nil)
        }
    }

    @Test func aServerThatKeepsDyingIsStartedLessAndLessOften() {
        var pace = RestartPace(backoff: Backoff(first: .seconds(1), cap: .seconds(4), jitter: 0))
        let waits = (0..<5).map { _ in pace.died(after: .seconds(2)) }
        #expect(waits == [.zero, .seconds(1), .seconds(2), .seconds(4), .seconds(4)])
        #expect(pace.died(after: RestartPace.healthy) == .zero)
    }

    @Test func linesAreCutAndBounded() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.lines(in: Array("ab\ncdefgh".utf8)) == ["ab"])
        #expect(splitter.lines(in: Array("\n\nx".utf8)) == ["cdef"])
        #expect(splitter.lines(in: Array("\n".utf8)) == ["x"])
    }

    @Test func aPortInUseOnEitherFamilyIsNotFree() throws {
        let port = try freePort()
        #expect(BrokerPort.isFree(port))
        let occupied = OccupiedPort(port)
        #expect(!BrokerPort.isFree(port))
        _ = consume occupied
    }

    @Test(arguments: [0, 65_536, -1])
    func aConfiguredPortIsAPort(port: Int) {
        let error = #expect(throws: ServiceError.self) { try BrokerPort.fixed(port).choose(remembered: nil) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func thePasswordsOfTheDatabaseAreReadWhateverPortTheyAreFor() {
        let passwords = DatabasePasswords.generate()
        #expect(DatabasePasswords(text: passwords.text) == passwords)
        let before = passwords.text.split(separator: "\n").map { line in
            line.hasPrefix("*:*:") ? "*:5432:" + line.dropFirst(4) : String(line)
        }
        #expect(DatabasePasswords(text: before.joined(separator: "\n")) == passwords)
        for broken in [
            "", "*:*:*:bigskies:\(passwords.owner)", passwords.text.replacing(passwords.owner, with: "short"),
        ] {
            #expect(DatabasePasswords(text: broken) == nil)
        }
    }

    @Test func theSocketsPathIsMeasuredInBytes() {
        #expect(SocketDirectory.fits("/" + String(repeating: "x", count: 92)))
        #expect(!SocketDirectory.fits("/" + String(repeating: "x", count: 93)))
        #expect(!SocketDirectory.fits("/" + String(repeating: "ä", count: 50)))
        #expect(!SocketDirectory.fits("/" + String(repeating: "x", count: 92), port: 65535))
    }

    @Test func thePasswordOfTheBrokerIsNotShown() {
        let address = BrokerAddress(host: "127.0.0.1", port: 1883, username: "node", password: "hidden")
        #expect(!"\(address) \(String(reflecting: address))".contains("hidden"))
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("hidden"))
    }
}
