import Foundation
import Glibc
import Kernel
import Subprocess

/// A program that runs while something is measured; it ends with this process.
struct Companion: Sendable {
    /// Its process number.
    let pid: Int32
    private let end: Task<Void, any Error>

    /// The path of a program that was built together with this one.
    ///
    /// - Throws: `ServiceError` when it was not.
    static func sibling(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: name).path
        guard access(path, X_OK) == 0 else {
            throw ServiceError(.unavailable, "no program \(path): run swift build -c release first")
        }
        return path
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Its arguments.
    ///   - environment: Variables to set.
    ///   - log: The file for what it says.
    /// - Returns: The program.
    /// - Throws: When it cannot be started.
    static func started(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], log: String
    ) async throws -> Companion {
        let variables = environment.map { "\($0)=\($1)" }
        let words =
            ["-c", "exec >>\"$0\" 2>&1; exec setpriv --pdeathsig KILL env \"$@\"", log] + variables + [program]
            + arguments
        let (pids, pid) = AsyncThrowingStream.makeStream(of: Int32.self)
        let end = Task {
            do {
                _ = try await Subprocess.run(
                    .name("sh"), arguments: Arguments(words), input: .none, output: .discarded, error: .discarded
                ) { pid.yield($0.processIdentifier.value) }
                pid.finish()
            } catch {
                pid.finish(throwing: error)
                throw error
            }
        }
        guard let number = try await pids.first(where: { _ in true }) else {
            throw ServiceError(.unavailable, "\(program) did not start")
        }
        return Companion(pid: number, end: end)
    }

    /// Ends the program with a signal and waits until it is gone.
    func stop(_ signal: Int32 = SIGTERM) async {
        kill(pid, signal)
        // How it ended is not what is measured.
        _ = try? await end.value
    }
}
