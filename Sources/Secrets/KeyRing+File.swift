import FoundationEssentials
public import Kernel

extension KeyRing {
    /// The text of the key file: a line `name base64` for each key, the current one first.
    public var fileText: String {
        var lines = [
            "# The secrets of this installation. Whoever has this file can read every other secret; keep a copy."
        ]
        lines += all.map { "\($0.id) \($0.bytes.base64EncodedString())" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads the text of a key file.
    ///
    /// - Parameter text: The file's content.
    /// - Throws: `invalid_request` naming the line that is none.
    public init(fileText text: String) throws(ServiceError) {
        var keys: [SecretKey] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 2, let material = Data(base64Encoded: String(words[1])),
                let key = SecretKey(id: String(first), material: material)
            else {
                throw ServiceError(
                    .invalidRequest, "line \(number + 1) is no key: a name and at least 32 bytes in base64 are")
            }
            keys.append(key)
        }
        guard let current = keys.first else { throw ServiceError(.invalidRequest, "there is no key in it") }
        self.init(current: current, older: Array(keys.dropFirst()))
    }
}
