/// Cuts a stream of bytes into lines; what is longer than the limit is dropped, so that no program can fill our memory.
struct LineSplitter {
    private var line: [UInt8] = []
    private let limit: Int

    init(limit: Int = 2000) {
        self.limit = limit
    }

    /// Takes the next bytes and gives the lines that end in them, empty ones left out.
    mutating func lines(in bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte != UInt8(ascii: "\n") {
                if line.count < limit { line.append(byte) }
                continue
            }
            if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
            line.removeAll(keepingCapacity: true)
        }
        return lines
    }
}
