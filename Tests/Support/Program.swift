import FoundationEssentials
import Glibc
import Kernel
import Subprocess

/// Runs the programs that tests use: the one under test and those of others.
public enum Program {
    /// The `bigskies` that was built together with the tests.
    ///
    /// - Throws: `ServiceError` when it is not beside the test bundle.
    public static func bigskies() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path =
            own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/bigskies"
        guard access(path, X_OK) == 0 else {
            throw ServiceError(.unavailable, "no program \(path): run swift build first")
        }
        return path
    }

    /// The Python of the environment with other people's programs: `BIGSKIES_TEST_VENV`, else `.build/test-venv`.
    ///
    /// - Throws: `ServiceError` when there is none.
    public static func python() throws -> String {
        let variable = "BIGSKIES_TEST_VENV"
        let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
        let folder = ProcessInfo.processInfo.environment[variable] ?? repository + "/.build/test-venv"
        let python = folder + "/bin/python"
        guard access(python, X_OK) == 0 else {
            throw ServiceError(.unavailable, "no \(python): run configs/test.sh, or set \(variable)")
        }
        return python
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: Its name or path.
    ///   - arguments: Its arguments.
    ///   - environment: Variables to set beside those of the test process; those that bigskies reads are taken out.
    ///   - input: What it reads from standard input.
    ///   - limit: How long it may take.
    /// - Returns: How it ended and what it said.
    /// - Throws: `ServiceError` `timeout`, or when it cannot be started.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "",
        within limit: Duration = .seconds(60)
    ) async throws -> ProgramResult {
        let words = cleared(environment) + [program] + arguments
        return try await withDeadline(limit, "\(program) \(arguments.joined(separator: " "))") {
            let result = try await Subprocess.run(
                .name("env"), arguments: Arguments(words), input: .string(input), output: .string(limit: 1 << 24),
                error: .string(limit: 1 << 24))
            return ProgramResult(
                status: result.terminationStatus.number, output: result.standardOutput, error: result.standardError)
        }
    }

    /// The arguments of `env` that take out the variables that bigskies reads and set others.
    static func cleared(_ environment: [String: String]) -> [String] {
        [
            "DATABASE_URL", "BIGSKIES_CONFIG", "BIGSKIES_DATA_DIR", "BIGSKIES_PASSWORD_SECRET", "NOTIFY_SOCKET",
            "STATE_DIRECTORY",
        ]
        .flatMap { ["-u", $0] } + environment.map { "\($0)=\($1)" }
    }
}

extension TerminationStatus {
    /// The exit code, or the negated number of the signal.
    var number: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
    }
}
