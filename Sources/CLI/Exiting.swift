import ArgumentParser
import Composition
import FoundationEssentials
import Glibc
import Kernel

/// Runs a command's work, and turns its failure into a message and an exit code of sysexits.h.
func exiting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let end as ServerExit {
        say(end.message)
        throw ExitCode(end.code.rawValue)
    } catch let error as ServiceError {
        let end = ServerExit(error)
        say(end.message)
        throw ExitCode(end.code.rawValue)
    }
}

/// Says something on standard error.
func say(_ text: String) { put("bigskies: \(text)\n", STDERR_FILENO) }

/// Says something on standard output at once, also when that is a file or a pipe.
func tell(_ text: String) { put(text + "\n", STDOUT_FILENO) }

private func put(_ text: String, _ descriptor: Int32) {
    let bytes = Array(text.utf8)
    // Nobody is left to be told when this fails.
    _ = write(descriptor, bytes, bytes.count)
}
