/// Puts the values of environment variables into a text: `${NAME}`; `$${` stands for `${` itself.
enum EnvironmentText {
    /// Why a text cannot be completed.
    enum Failure: Error, Equatable {
        case notSet(String)
        case notClosed
        case notAName(String)
    }

    /// The text with every `${NAME}` replaced; what a variable holds is not looked at again.
    static func expand(_ text: String, _ environment: [String: String]) throws(Failure) -> String {
        var result = ""
        var rest = text[...]
        while let opening = rest.firstRange(of: "${") {
            result += rest[..<opening.lowerBound]
            rest = rest[opening.upperBound...]
            if result.hasSuffix("$") {
                result += "{"
                continue
            }
            guard let end = rest.firstIndex(of: "}") else { throw .notClosed }
            let name = String(rest[..<end])
            guard isName(name) else { throw .notAName(name) }
            guard let value = environment[name] else { throw .notSet(name) }
            result += value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
    }
}
