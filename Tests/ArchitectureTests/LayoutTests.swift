import FoundationEssentials
import Testing

/// What lies where.
@Suite struct LayoutTests {
    // SwiftPM writes Package.resolved; git ignores it.
    private let kept: Set<String> = [
        "Package.swift", "Package.resolved", "Sources", "Tests", "configs", "sql", "README.md",
    ]

    @Test func theTopLevelHoldsTheHouseAndNothingElse() throws {
        let names = Set(try Repository.names().filter { !$0.hasPrefix(".") })
        #expect(names.subtracting(kept) == [])
        #expect(kept.subtracting(names).subtracting(["Package.resolved"]) == [])
    }

    @Test func theServiceMayListenAtThePortOfChallengesAndMayDoNothingElseThatOnlyRootMay() throws {
        let unit = try String(
            contentsOf: Repository.root.appending(path: "configs/bigskies.service"), encoding: .utf8
        ).split(separator: "\n").map(String.init)
        // Given to the process, and in the set beyond which it gets nothing: without the second the first is not given.
        for setting in ["AmbientCapabilities", "CapabilityBoundingSet"] {
            #expect(unit.filter { $0.hasPrefix(setting + "=") } == ["\(setting)=CAP_NET_BIND_SERVICE"])
        }
    }

    @Test func migrationsAreNumberedOnce() throws {
        let files = try Repository.names(in: "sql")
        let numbers = files.map { String($0.prefix { $0 != "_" }) }
        #expect(numbers.filter { $0.wholeMatch(of: /\d{4}/) == nil } == [])
        #expect(files.filter { !$0.hasSuffix(".sql") } == [])
        #expect(Set(numbers).count == files.count)
    }

    @Test
    func everyMigrationIsInTheBinary() throws {
        let listed = try Repository.swiftFiles(in: "Sources/Schema").flatMap(\.lines).map(\.text).joined(
            separator: "\n")
        for file in try Repository.names(in: "sql") {
            #expect(listed.contains(file.dropLast(".sql".count)), "\(file)")
        }
    }
}
