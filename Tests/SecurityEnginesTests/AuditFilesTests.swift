import FoundationEssentials
import Glibc
import Health
import Kernel
import Logging
import Postgres
import Testing

@testable import SecurityEngines

/// The files beside the audit trail.
@Suite struct AuditFilesTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "audit-\(Identifier.hex(12))").path

    private func records(_ count: Int) -> [AuditRecord] {
        (0..<count).map { AuditRecord(AuditChainTests.entry("action/\($0)")) }
    }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func theSpoolGivesBackWhatItTookAndPassesOverHalfALine() throws {
        defer { unlink(path) }
        let records = records(3)
        var first = try AuditSpool(path: path)
        for record in records {
            let isTaken = first.append(record)
            #expect(isTaken)
        }
        #expect(try mode() == 0o600)
        let content = try #require(FileManager.default.contents(atPath: path))
        try content.dropLast(20).write(to: URL(filePath: path))
        var spool = try AuditSpool(path: path)
        let kept = spool.records()
        #expect(kept.whole.map(\.id) == records.prefix(2).map(\.id))
        #expect(kept.broken == 1)
        let isAppended = spool.append(records[2])
        #expect(isAppended)
        #expect(spool.records().whole.map(\.id) == records.map(\.id))
    }

    @Test func whatIsLeftReplacesTheSpoolAndGoesOn() throws {
        defer { unlink(path) }
        let records = records(4)
        var spool = try AuditSpool(path: path)
        for record in records.prefix(3) { _ = spool.append(record) }
        let isReplaced = spool.replace(with: [records[2]])
        let isAppended = spool.append(records[3])
        #expect(isReplaced && isAppended)
        #expect(try AuditSpool(path: path).records().whole.map(\.action) == ["action/2", "action/3"])
        #expect(try mode() == 0o600)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        let isEmptied = spool.replace(with: [])
        #expect(isEmptied)
        #expect(FileManager.default.contents(atPath: path) == Data())
    }

    @Test func aDiskThatTakesHalfALineKeepsNone() throws {
        defer { unlink(path) }
        let records = records(3)
        var spool = try AuditSpool(path: path)
        let isTaken = spool.append(records[0])
        let half = spool.bytes + spool.bytes / 2
        let isRefused = try withFilesNoLonger(than: half) { !spool.append(records[1]) }
        let isBack = spool.append(records[2])
        #expect(isTaken && isRefused && isBack)
        let kept = try AuditSpool(path: path).records()
        #expect(kept.whole.map(\.id) == [records[0].id, records[2].id])
        #expect(kept.broken == 0)
    }

    @Test func aTrailWhoseFileTakesNoMoreSaysSo() async throws {
        defer { unlink(path) }
        let logger = Logger(label: "test")
        // Nobody connects to it.
        let pool = PostgresPool(
            configuration: PostgresConfiguration(host: "/nowhere", port: 1, database: "none", user: "nobody"),
            logger: logger)
        let trail = try PostgresAuditTrail(pool: pool, node: "n", spool: path, logger: logger)
        trail.note(AuditChainTests.entry())
        let before = await trail.check.check()
        #expect(before.details["unspooled"] == 0)
        let long = JSONValue.array(Array(repeating: .string(String(repeating: "x", count: 500)), count: 200))
        try withFilesNoLonger(than: 65_536) { trail.note(AuditChainTests.entry(details: ["long": long])) }
        let found = await trail.check.check()
        #expect(found.status == .degraded)
        #expect(found.message == "audit rows wait in memory only: their file takes no more")
        #expect(found.details["unspooled"] == 1 && found.details["waiting"] == 2)
    }

    @Test func theDiskTakesAFileAndNotAPipe() async throws {
        defer { unlink(path) }
        var spool = try AuditSpool(path: path)
        let isAppended = spool.append(records(1)[0])
        let copy = spool.duplicate()
        var ends: [Int32] = [0, 0]
        let isMade = pipe(&ends) == 0
        try #require(isMade)
        defer { close(ends[0]) }
        let disk = SpoolDisk()
        #expect(await disk.takes(copy))
        #expect(await !disk.takes(ends[1]))
        let isOpen = spool.append(records(1)[0])
        #expect(isAppended && isOpen)
    }

    @Test func theEndOfTheChainIsReadAsItWasWritten() throws {
        defer { unlink(path) }
        #expect(try AuditHead.read(path) == nil)
        let file = try AuditHeadFile(path: path)
        #expect(try AuditHead.read(path) == nil)
        let long = AuditHead(
            node: String(repeating: "n", count: 48), seq: .max, hash: String(repeating: "f", count: 64))
        for head in [long, AuditHead(node: "n", seq: 1, hash: "0")] {
            let isWritten = file.write(head)
            #expect(isWritten)
            #expect(try AuditHead.read(path) == head)
        }
        #expect(try mode() == 0o600)
    }

    @Test func aFileThatIsNoEndOfAChainIsNamed() throws {
        defer { unlink(path) }
        try Data("nothing".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: ServiceError.self) { try AuditHead.read(path) }
        #expect(error?.message.contains(path) == true)
    }

    /// Lets the kernel refuse to make files longer, as a full disk does: it takes what fits.
    private func withFilesNoLonger<Value>(than bytes: Int, _ body: () throws -> Value) throws -> Value {
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        var before = rlimit()
        #expect(getrlimit(resource, &before) == 0)
        let handler = signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: before.rlim_max)
        #expect(setrlimit(resource, &limit) == 0)
        defer {
            setrlimit(resource, &before)
            signal(SIGXFSZ, handler)
        }
        return try body()
    }
}
