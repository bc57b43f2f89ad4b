import FoundationEssentials
import Kernel
import Testing

@Suite struct WireJSONTests {
    private struct Sighting: Codable, Equatable {
        let zenith: Double
        let at: Date
        let path: String
    }

    private let sighting = Sighting(
        zenith: 1.5, at: Date(timeIntervalSince1970: 1_768_597_445.5), path: "a/b")

    @Test func datesAreTimesAndSlashesStayAsTheyAre() throws {
        #expect(try WireJSON.text(sighting) == #"{"at":"2026-01-16T21:04:05.500Z","path":"a/b","zenith":1.5}"#)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        #expect(try WireJSON.decode(Sighting.self, from: WireJSON.encode(sighting)) == sighting)
    }

    @Test func theSameValueGivesTheSameBytes() throws {
        let names = (0..<100).map { "key\($0)" }
        let one = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
        let other = Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, 1) })
        #expect(try WireJSON.encodeSorted(one) == WireJSON.encodeSorted(other))
    }

    @Test(arguments: [#""yesterday""#, "12", "null"])
    func whatIsNoTimeIsRefusedWithItsField(time: String) throws {
        let error = #expect(throws: DecodingError.self) {
            try WireJSON.decode(Sighting.self, from: Data(#"{"zenith":1,"path":"","at":\#(time)}"#.utf8))
        }
        let context: DecodingError.Context? =
            switch error {
            case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context): context
            default: nil
            }
        #expect(context?.codingPath.map(\.stringValue) == ["at"])
    }

    @Test func manyMayReadAndWriteAtOnce() async throws {
        let sighting = sighting
        try await withThrowingTaskGroup(of: Sighting.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var last = sighting
                    for _ in 0..<200 { last = try WireJSON.decode(Sighting.self, from: WireJSON.encode(last)) }
                    return last
                }
            }
            for try await last in group { #expect(last == sighting) }
        }
    }
}
