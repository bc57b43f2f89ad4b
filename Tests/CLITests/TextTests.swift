import ArgumentParser
import Composition
import FoundationEssentials
import Hosting
import Kernel
import Logging
import Testing

@testable import CLI

@Suite struct TextTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        let table = TextTable(["name", "state"], [["a longer one", "ok"], ["b", ""]])
        #expect(table.text == "NAME          STATE\na longer one  ok\nb")
    }

    @Test func whatComesFromOutsideCannotGiveOrdersToTheTerminal() {
        #expect("a\u{1b}[2Jb\u{202e}é".harmless == "a\\u{1b}[2Jb\\u{202e}é")
    }

    @Test(arguments: [
        (5.5755388, "05h34m31.9s"), (23.99999999, "00h00m00.0s"), (nil, "-"), (Double.infinity, "-"), (1e300, "-"),
    ])
    func rightAscensionIsWrittenInHours(value: Double?, text: String) {
        #expect(Sexagesimal.hours(value) == text)
    }

    @Test(arguments: [
        (22.0145, "+22°00′52″"), (-0.5, "-00°30′00″"), (-0.000001, "+00°00′00″"), (59.99999, "+60°00′00″"),
    ])
    func declinationIsWrittenInDegrees(value: Double, text: String) {
        #expect(Sexagesimal.degrees(value) == text)
    }

    @Test func theReferenceHasEveryRouteOnceAndSaysWhatIsSpecial() throws {
        let reference = RouteReference(CoordinatorCatalog.routes)
        #expect(reference.routes.map(\.topic).sorted() == CoordinatorCatalog.routes.map(\.suffix).sorted())
        let stop = try #require(reference.routes.first { $0.topic == "telescope/control/stop_all" })
        #expect(stop.marks.contains("!"))
        #expect(reference.text.contains("telescope/control/stop_all"))
        #expect(RouteReference(CoordinatorCatalog.routes, containing: "stop_all").routes == [stop])
    }

    @Test(arguments: ServiceError.Code.allCases)
    func everyFailureHasAnExitCodeThatTheHelpNames(code: ServiceError.Code) {
        #expect((64...78).contains(code.exitCode.rawValue))
        #expect(ServiceError.Code.exitCodes.contains("\(code.exitCode.rawValue) "))
        #expect(ServiceError.Code.exitCodes.contains(code.rawValue))
    }

    @Test(arguments: ["[]", "1", "{", ""])
    func aRequestMustBeAnObject(text: String) {
        let error = #expect(throws: ServiceError.self) { try RequestText(text).payload() }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aRequestThatWaitsIsAwaitedLonger() throws {
        #expect(WaitLimit(for: ["wait": true]).duration > .seconds(300))
        #expect(WaitLimit(for: [:]).duration < .seconds(60))
        #expect(WaitLimit(argument: "1e999") == nil)
        #expect(WaitLimit(argument: "0") == nil)
        #expect(WaitLimit(argument: "2.5")?.duration == .seconds(2.5))
    }

    @Test func aLogLineIsOneObjectWithItsMetadata() throws {
        var handler = JSONLogHandler(label: "bigskies")
        handler[metadataKey: "node"] = "dome"
        let event = LogEvent(
            level: .warning, message: "two\nlines", metadata: ["device.id": "7", "list": ["a"]], source: "here",
            file: "f", function: "g", line: 1)
        let line = handler.line(event, at: Date(timeIntervalSince1970: 0))
        #expect(!line.contains("\n"))
        let object = try WireJSON.decode(JSONValue.self, from: Data(line.utf8))
        #expect(object["message"] == "two\nlines")
        #expect(object["level"] == "warning")
        #expect(object["timestamp"] == "1970-01-01T00:00:00.000Z")
        #expect(object["metadata"] == ["device.id": "7", "list": ["a"], "node": "dome"])
    }

    @Test(arguments: [
        (["call"], ExitCode.validationFailure), (["watch", "#", "--count", "0"], .validationFailure),
        (["call", "a/b", "{}", "--wait", "never"], .validationFailure), (["--version"], .success),
    ])
    func wrongUsageIsToldByItsExitCode(arguments: [String], code: ExitCode) {
        let error = #expect(throws: (any Error).self) { try BigSkies.parseAsRoot(arguments) }
        #expect(error.map { BigSkies.exitCode(for: $0) } == code)
    }
}
