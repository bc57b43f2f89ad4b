import FoundationEssentials
public import Kernel

extension Frame {
    /// Refuses a request that has the character U+0000 anywhere: what keeps text keeps it without that one (PostgreSQL,
    /// section 8.3), and would say so without the field.
    ///
    /// - Throws: `invalid_request` naming the field.
    public func checkNoZeroCharacter() throws(ServiceError) {
        // Nearly always it is not there, and nothing is parsed twice. What is no JSON is refused where it is read.
        guard case .json(let bytes, let isEnveloped) = body, Self.mayHoldZero(bytes),
            let whole = try? WireJSON.decode(JSONValue.self, from: bytes),
            let members = (isEnveloped ? whole["payload"] : whole)?.members,
            let name = members.filter({ Self.holdsZero($0.key) || Self.holdsZero($0.value) }).keys.min()
        else { return }
        let field = String(String.UnicodeScalarView(name.unicodeScalars.filter { $0 != "\0" }.prefix(64)))
        throw ServiceError(
            .invalidRequest, "field \(field) must not contain the character U+0000", details: ["field": .string(field)])
    }

    // JSON in UTF-8 writes it in one way only (RFC 8259, section 7); behind another backslash it is something else.
    private static func mayHoldZero(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { all in
            var rest = all[...]
            while let place = rest.firstIndex(of: UInt8(ascii: "\\")) {
                rest = rest[(place + 1)...]
                if rest.starts(with: "u0000".utf8) { return true }
            }
            return false
        }
    }

    private static func holdsZero(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): holdsZero(text)
        case .array(let elements): elements.contains(where: holdsZero)
        case .object(let members): members.contains { holdsZero($0.key) || holdsZero($0.value) }
        case .null, .bool, .integer, .number: false
        }
    }

    private static func holdsZero(_ text: String) -> Bool { text.utf8.contains(0) }
}
