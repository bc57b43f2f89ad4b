import FoundationEssentials
import Kernel
import Subprocess

/// How to start a program: what, with which arguments, as whom, and how to end it.
struct ServerCommand: Sendable {
    /// The program.
    var program: ServerProgram
    /// Its arguments.
    var arguments: [String]
    /// The user it runs as.
    var user: SystemUser
    /// The signals that end it, in order; the last resort is always SIGKILL.
    var teardown: [TeardownStep] = []

    /// The same for the library that starts processes.
    var configuration: Configuration {
        var options = PlatformOptions()
        // A session of its own: a Ctrl-C at our terminal reaches us, and we end the servers in order.
        options.createSession = true
        options.teardownSequence = teardown
        // What this process may do beside being its user, such as listening at port 80 (CAP_NET_BIND_SERVICE), is for itself.
        var words = ["--ambient-caps=-all", "--inh-caps=-all", "--no-new-privs"]
        if user.id != SystemUser.current.id {
            // Not the library's user ids: it forks by a bare clone3 and then calls setgroups, which in glibc waits for
            // ever when another thread was just being created (nptl_setxid.c, setxid_mark_thread).
            words += ["--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups"]
        }
        // Nothing of our own environment: DATABASE_URL and PG* variables are not the server's business. The program's
        // directory comes first in PATH, for what it looks up itself.
        return Configuration(
            executable: .name("setpriv"), arguments: Arguments(words + ["--", program.path] + arguments),
            environment: .custom(["PATH": program.directory + ":/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"]),
            platformOptions: options)
    }

    /// Runs the program to its end.
    ///
    /// - Parameter input: What it reads from standard input.
    /// - Returns: What it wrote to standard output.
    /// - Throws: `ServiceError` `internal` with its last words when it fails or cannot be started.
    @discardableResult func output(input: String = "") async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                configuration, input: .string(input), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ServiceError(.internal, "\(program.name) could not be run", cause: error)
        }
        // A cancelled program was killed; that is no failure of its own.
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else {
            let lines = result.standardError.split(separator: "\n").filter { !$0.hasPrefix("STATEMENT") }
            let words = lines.suffix(2).joined(separator: "; ")
            throw ServiceError(.internal, "\(program.name) failed: \(words)")
        }
        return result.standardOutput
    }
}
