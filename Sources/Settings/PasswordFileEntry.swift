/// One line of a password file, matched field by field as libpq does it (fe-connect.c, `pwdfMatchesString`).
struct PasswordFileEntry: Sendable {
    /// Counted from 1.
    let line: Int
    /// Whether colons that are not escaped make more than five fields.
    let hasMoreFields: Bool
    private let text: [UInt8]

    /// The password, if the line is about this server, database and user.
    func password(host: String, port: String, database: String, user: String) -> String? {
        rest(after: [host, port, database, user]).map { String(decoding: Self.field($0), as: UTF8.self) }
    }

    /// The user, if the line is about this server and database and names one.
    func user(host: String, port: String, database: String) -> String? {
        guard let rest = rest(after: [host, port, database]), !Self.isWildcard(rest) else { return nil }
        return String(decoding: Self.field(rest), as: UTF8.self)
    }

    private func rest(after values: [String]) -> ArraySlice<UInt8>? {
        var rest = text[...]
        for value in values {
            guard let next = Self.rest(of: rest, after: value) else { return nil }
            rest = next
        }
        return rest
    }

    /// What follows a field that has this value, or nil when it has another.
    private static func rest(of text: ArraySlice<UInt8>, after value: String) -> ArraySlice<UInt8>? {
        if isWildcard(text) { return text.dropFirst(2) }
        var rest = text
        var expected = value.utf8[...]
        while let byte = rest.popFirst() {
            // While the value goes on, a colon is a letter like others: `::1` matches unescaped too.
            if byte == UInt8(ascii: ":"), expected.isEmpty { return rest }
            let letter = byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
            guard let letter, letter == expected.popFirst() else { return nil }
        }
        return nil
    }

    private static func isWildcard(_ text: ArraySlice<UInt8>) -> Bool {
        text.starts(with: [UInt8(ascii: "*"), UInt8(ascii: ":")])
    }

    /// The bytes up to the next colon; a backslash stands for the byte after it, or at the end for itself.
    private static func field(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst(), byte != UInt8(ascii: ":") {
            bytes.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return bytes
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
        let fields = Self.fieldCount(of: text)
        guard fields >= 5 else {
            throw ConfigurationProblem(
                file: file, line: number, "the line has \(fields) of five fields",
                cure: Self.form + "; a comment begins with # in the first column")
        }
        line = number
        hasMoreFields = fields > 5
        self.text = Array(text)
    }

    private static func fieldCount(of text: ArraySlice<UInt8>) -> Int {
        var count = 1
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\") { _ = rest.popFirst() }
            if byte == UInt8(ascii: ":") { count += 1 }
        }
        return count
    }
}
