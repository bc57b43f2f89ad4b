import ArgumentParser
import Glibc

/// Writes to standard output at once, so that a line is never late in a pipe.
enum Output {
    /// Writes lines.
    ///
    /// - Parameter text: The lines, without the last line's end.
    /// - Throws: The end of the command when nobody reads any more.
    static func line(_ text: String) throws {
        var rest = Array("\(text)\n".utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // A reader such as head has seen enough.
                throw errno == EPIPE ? ExitCode.success : ExitCode(EX_IOERR)
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension String {
    /// The text without characters that a terminal takes for orders.
    var harmless: String {
        guard unicodeScalars.contains(where: \.isOrder) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            text.append(scalar.isOrder ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar))
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isOrder: Bool {
        properties.generalCategory == .control || properties.generalCategory == .format
    }
}
