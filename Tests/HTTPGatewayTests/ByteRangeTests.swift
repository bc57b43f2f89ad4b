import Testing

@testable import HTTPGateway

struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=2-4", 2..<5), ("bytes=5-", 5..<10), ("bytes=-3", 7..<10), ("bytes=-30", 0..<10),
        ("bytes=8-99999999999999999999999", 8..<10), ("Bytes=9-9", 9..<10), ("bytes=0-9223372036854775807", 0..<10),
        ("bytes=-99999999999999999999999", 0..<10),
    ])
    func aRangeIsAPart(header: String, part: Range<Int>) {
        #expect(ByteRange(header, of: 10) == .part(part))
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=4-2", "bytes=0-1,3-4", "lines=0-1", "bytes=--1",
        "bytes=0-1-2", "bytes= 0-1", "bytes=+1-2", "bytes=٣-٤",
    ])
    func whatIsNotUnderstoodAsksForTheWhole(header: String?) {
        #expect(ByteRange(header, of: 10) == .whole)
    }

    @Test(arguments: [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)])
    func whatIsBeyondTheEndCannotBeHad(header: String, size: Int) {
        #expect(ByteRange(header, of: size) == .unsatisfiable)
    }
}
