import Subprocess

/// A program that somebody else wrote and that prints one figure.
struct PeerProgram: Sendable {
    /// Why there is no figure.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The program's name, looked up in PATH.
    let program: String
    /// Its arguments.
    let arguments: [String]

    /// Runs the program once.
    ///
    /// - Returns: The last word that it prints, as a number.
    /// - Throws: `Failure` when the program is missing, fails or prints no number.
    func figure() async throws -> Double {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
                error: .string(limit: 1 << 16))
        } catch {
            throw Failure(description: "\(program) did not start: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let complaint = result.standardError.split(separator: "\n").last.map(String.init) ?? "no message"
            throw Failure(description: "\(program) failed: \(complaint)")
        }
        guard let word = result.standardOutput.split(whereSeparator: \.isWhitespace).last, let figure = Double(word)
        else {
            throw Failure(description: "\(program) printed no figure")
        }
        return figure
    }
}
