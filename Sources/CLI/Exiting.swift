import ArgumentParser
import Composition
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
        say(error)
        throw ExitCode(error.code.exitCode.rawValue)
    } catch let error where !(error is ExitCode) {
        say(String(reflecting: error).harmless)
        throw ExitCode(ServerExit.Code.software.rawValue)
    }
}

/// Says something on standard error, with the program's name.
func say(_ text: String) { say(bare: "bigskies: \(text)") }

/// Says something on standard error as it is.
func say(bare text: String) { put(text, STDERR_FILENO) }

/// Says something on standard output at once, also when that is a file or a pipe, and goes on when nobody reads it.
func tell(_ text: String) { put(text, STDOUT_FILENO) }

private func put(_ text: String, _ descriptor: Int32) {
    let bytes = Array("\(text)\n".utf8)
    // Nobody is left to be told when this fails.
    _ = write(descriptor, bytes, bytes.count)
}

/// Says on standard error why something failed, and the facts that came with it.
func say(_ error: ServiceError) {
    say(error.description.harmless)
    let facts = error.details.filter { $0.key != "nearest" }  // the message has it already
    // What a node could write can be written again.
    guard !facts.isEmpty, let details = try? WireJSON.text(facts) else { return }
    say(details.harmless)
}

extension ServiceError.Code {
    /// The exit code of a command that was answered so.
    var exitCode: ServerExit.Code {
        switch self {
        case .invalidRequest, .conflict, .invalidState: .data
        case .notFound: .noInput
        case .unauthenticated, .forbidden: .noPermission
        case .unavailable: .unavailable
        case .timeout, .expired, .tooManyRequests, .cancelled: .temporary
        case .internal: .software
        }
    }

    /// The exit codes, for help texts.
    static let exitCodes = """
        Exit codes: 0 done; 64 wrong usage; 65 invalid_request, conflict or invalid_state; 66 not_found; \
        69 no node can be reached (unavailable); 70 internal; 75 try again later (timeout, expired, too_many_requests, \
        cancelled); 77 unauthenticated or forbidden; 78 wrong configuration.
        """
}
