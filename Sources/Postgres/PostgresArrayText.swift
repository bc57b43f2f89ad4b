/// The text form of arrays of one dimension: `{a,"b c",NULL}` (PostgreSQL manual, 8.15.6).
enum PostgresArrayText {
    /// The literal of some elements, each quoted; nil is NULL.
    static func text(_ elements: [String?]) -> String {
        var text = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            guard let element else {
                text += "NULL"
                continue
            }
            text += "\""
            for scalar in element.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            text += "\""
        }
        return text + "}"
    }

    /// The elements of a literal; nil when it is no array of one dimension.
    static func elements(_ text: String) -> [String?]? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else { return nil }
        let body = bytes[1..<(bytes.count - 1)]
        guard !body.isEmpty else { return [] }
        var reader = Reader(rest: body)
        var elements: [String?] = []
        while true {
            guard let element = reader.element() else { return nil }
            elements.append(element.text)
            guard let next = reader.rest.popFirst() else { return elements }
            guard next == UInt8(ascii: ",") else { return nil }
        }
    }

    private struct Element {
        var text: String?
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func element() -> Element? {
            rest.first == UInt8(ascii: "\"") ? quoted() : bare()
        }

        private mutating func quoted() -> Element? {
            rest.removeFirst()
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return Element(text: String(decoding: bytes, as: UTF8.self))
                case UInt8(ascii: "\\"):
                    guard let escaped = rest.popFirst() else { return nil }
                    bytes.append(escaped)
                default: bytes.append(byte)
                }
            }
            return nil
        }

        private mutating func bare() -> Element? {
            let bytes = rest.prefix { $0 != UInt8(ascii: ",") }
            guard !bytes.isEmpty, !bytes.contains(UInt8(ascii: "{")) else { return nil }
            rest = rest.dropFirst(bytes.count)
            let text = String(decoding: bytes, as: UTF8.self)
            return Element(text: text == "NULL" ? nil : text)
        }
    }
}
