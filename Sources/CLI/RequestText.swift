import FoundationEssentials
import Glibc
import Kernel

/// A request as it was typed: JSON, or `-` for JSON on standard input.
struct RequestText {
    private let text: String

    /// Takes what was typed.
    init(_ text: String) { self.text = text }

    /// The request.
    ///
    /// - Throws: `invalid_request` when it is no JSON object.
    func payload() throws(ServiceError) -> JSONValue {
        let bytes = text == "-" ? Self.standardInput() : Data(text.utf8)
        do {
            let value = try WireJSON.decode(JSONValue.self, from: bytes)
            if value.members != nil { return value }
        } catch {
            throw ServiceError(
                .invalidRequest, "the request is no JSON, such as '{\"telescope_id\":\"…\"}'", cause: error)
        }
        throw ServiceError(.invalidRequest, "the request must be a JSON object, such as '{\"telescope_id\":\"…\"}'")
    }

    private static func standardInput() -> Data {
        var bytes = Data()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }
}
