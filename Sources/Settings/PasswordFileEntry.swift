/// One line of a password file.
struct PasswordFileEntry: Sendable {
    /// What a field of a line matches.
    enum Pattern: Sendable, Equatable {
        case anything
        case exactly([UInt8])

        /// Whether a value is what the line asks for.
        func matches(_ value: String) -> Bool {
            switch self {
            case .anything: true
            case .exactly(let bytes): bytes.elementsEqual(value.utf8)
            }
        }
    }

    /// Counted from 1.
    let line: Int
    let host: Pattern
    let port: Pattern
    let database: Pattern
    let user: Pattern
    let password: String
    /// Whether an unescaped colon ended the password before the end of the line.
    let isCutAtColon: Bool

    /// Whether the line is about this server and database.
    func matches(host: String, port: String, database: String) -> Bool {
        self.host.matches(host) && self.port.matches(port) && self.database.matches(database)
    }
}

extension PasswordFileEntry {
    private static let form = "write hostname:port:database:username:password, and \\: for a colon inside a field"

    /// Reads a line; nil for a comment or an empty one.
    init?(_ bytes: ArraySlice<UInt8>, number: Int, file: String) throws(ConfigurationProblem) {
        let text = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        guard text.first != UInt8(ascii: "#"), !text.allSatisfy(blanks.contains) else { return nil }
        guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
            throw ConfigurationProblem(
                file: file, line: number, "the line is not text in UTF-8", cure: "remove the line or write it anew")
        }
        let fields = Self.fields(of: text)
        guard fields.count >= 5 else {
            throw ConfigurationProblem(
                file: file, line: number, "the line has \(fields.count) of five fields",
                cure: Self.form + "; a comment begins with # in the first column")
        }
        line = number
        host = Self.pattern(fields[0])
        port = Self.pattern(fields[1])
        database = Self.pattern(fields[2])
        user = Self.pattern(fields[3])
        password = String(decoding: Self.unescaped(fields[4]), as: UTF8.self)
        isCutAtColon = fields.count > 5
    }

    /// The parts between colons that are not escaped, escapes left in; at most six, the sixth is the rest.
    private static func fields(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var isEscaped = false
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == UInt8(ascii: "\\") {
                isEscaped = true
            } else if text[index] == UInt8(ascii: ":"), fields.count < 5 {
                fields.append(text[start..<index])
                start = index + 1
            }
        }
        return fields + [text[start...]]
    }

    private static func pattern(_ field: ArraySlice<UInt8>) -> Pattern {
        // Escaped, the asterisk is a letter like others.
        field.elementsEqual([UInt8(ascii: "*")]) ? .anything : .exactly(unescaped(field))
    }

    /// A backslash stands for the byte after it; at the end, where none follows, for itself.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in field {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
                isEscaped = false
            }
        }
        return isEscaped ? bytes + [UInt8(ascii: "\\")] : bytes
    }
}
