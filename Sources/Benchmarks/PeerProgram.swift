import Subprocess

/// A program that somebody else wrote and that prints one figure.
struct PeerProgram: Sendable {
    /// Why there is no figure.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The program's name, looked up in PATH, or its path.
    let program: String
    /// Its arguments.
    let arguments: [String]

    /// Runs the program once.
    ///
    /// - Returns: The last word that it prints, as a number.
    /// - Throws: `Failure` when the program is missing, fails or prints no number.
    func figure() async throws -> Double {
        guard let figure = try await figures().last else { throw Failure(description: "\(program) printed no figure") }
        return figure
    }

    /// Runs the program once.
    ///
    /// - Returns: The numbers that it prints at its end.
    /// - Throws: `Failure` when the program is missing or fails.
    func figures() async throws -> [Double] {
        try await output().split(whereSeparator: \.isWhitespace).reversed().prefix { Double($0) != nil }.reversed()
            .compactMap { Double($0) }
    }

    /// Runs the program once.
    ///
    /// - Returns: What it prints.
    /// - Throws: `Failure` when the program is missing or fails.
    func output() async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name("env"), arguments: Arguments([program] + arguments), output: .string(limit: 1 << 16),
                error: .string(limit: 1 << 16))
        } catch {
            throw Failure(description: "\(program) did not start: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let complaint = result.standardError.split(separator: "\n").last.map(String.init) ?? "no message"
            throw Failure(description: "\(program) failed: \(complaint)")
        }
        return result.standardOutput
    }
}
