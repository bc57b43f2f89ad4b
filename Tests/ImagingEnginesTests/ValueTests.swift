import ImagingEngines
import Testing

struct ValueTests {
    @Test func valuesDiffer() { #expect(FITSCard("A", .integer(1)) != FITSCard("A", .integer(2))) }
}
