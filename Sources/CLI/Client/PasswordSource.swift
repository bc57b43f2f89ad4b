import FoundationEssentials
import Glibc
import Kernel

/// Where a password comes from; never from the command line, which others can read.
struct PasswordSource: Sendable {
    /// The file that holds it in its first line.
    var file: String?
    /// The value of `$BIGSKIES_PASSWORD`.
    var variable: String?

    /// The password of a user, asked for at the terminal when nothing else gives it.
    ///
    /// - Parameter user: The user, named in the question.
    /// - Returns: The password.
    /// - Throws: `invalid_request` when the file gives none and when there is no terminal to ask at.
    func password(of user: String) throws(ServiceError) -> String {
        if let file { return try Self.firstLine(of: file, holding: "password") }
        if let variable, !variable.isEmpty { return variable }
        return try Self.ask("password of \(user): ")
    }

    /// The secret in a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - secret: What it should hold, for the refusal.
    /// - Returns: Its first line.
    /// - Throws: `invalid_request` when it cannot be read or begins with an empty line.
    static func firstLine(of file: String, holding secret: String) throws(ServiceError) -> String {
        guard let bytes = FileManager.default.contents(atPath: file),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw ServiceError(.invalidRequest, "\(file) cannot be read") }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else { throw ServiceError(.invalidRequest, "\(file) holds no \(secret) in its first line") }
        return String(line)
    }

    // The terminal itself, because standard input may be the request.
    private static func ask(_ question: String) throws(ServiceError) -> String {
        let terminal = Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        var before = termios()
        guard terminal >= 0, tcgetattr(terminal, &before) == 0 else {
            throw ServiceError(
                .invalidRequest,
                "there is no terminal to ask for the password; use --password-file or BIGSKIES_PASSWORD")
        }
        defer { Glibc.close(terminal) }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &silent)
        defer {
            tcsetattr(terminal, TCSAFLUSH, &before)
            _ = "\n".withCString { Glibc.write(terminal, $0, 1) }
        }
        _ = question.withCString { Glibc.write(terminal, $0, strlen($0)) }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1_024, Glibc.read(terminal, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        guard !line.isEmpty, let password = String(validating: line, as: UTF8.self) else {
            throw ServiceError(.invalidRequest, "no password was given")
        }
        return password
    }
}
