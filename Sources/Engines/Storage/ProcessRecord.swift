import FoundationEssentials
import Glibc
import Kernel

/// What the kernel says about a process that may be one of our servers.
struct ProcessRecord: Sendable, Equatable {
    /// The process number.
    let pid: Int32
    /// The program and its arguments.
    let arguments: [String]

    /// Looks a process up; nil when there is none, or only its remains.
    init?(pid: Int32) {
        // A process that is gone has no file; one that waits to be buried has an empty one.
        guard pid > 1, let line = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline")), !line.isEmpty else {
            return nil
        }
        self.pid = pid
        arguments = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it is this program, started with this argument: a number alone may have been given to a stranger.
    func isServer(_ program: String, with argument: String) -> Bool {
        guard let own = arguments.first else { return false }
        return own.split(separator: "/").last.map(String.init) == program && arguments.dropFirst().contains(argument)
    }
}

/// Finds and ends a server that a killed predecessor left behind.
struct Leftover: Sendable {
    /// The file with the process number.
    let pidFile: String
    /// The name of the program.
    let program: String
    /// An argument that only our server has: its data directory or its configuration.
    let argument: String
    /// What to send, and how long to wait after each.
    let signals: [(Int32, Duration)]

    /// The server, when it is there.
    func find() throws -> ProcessRecord? {
        // The first line, so that PostgreSQL's own file can be read as well.
        guard let line = try PrivateFile.read(pidFile)?.split(separator: "\n").first,
            let pid = Int32(line.filter { !$0.isWhitespace }), let process = ProcessRecord(pid: pid),
            process.isServer(program, with: argument)
        else { return nil }
        return process
    }

    /// Ends the server and waits until it is gone.
    ///
    /// - Returns: The number of the process that was ended, or nil when there was none.
    /// - Throws: `ServiceError` `conflict` when it cannot be ended.
    func stop(time: TimeSource = .system) async throws -> Int32? {
        guard let process = try find() else { return nil }
        for (signal, patience) in signals + [(SIGKILL, .seconds(5))] {
            guard kill(process.pid, signal) == 0 || errno == ESRCH else { break }
            let deadline = time.now() + patience
            while time.now() < deadline {
                // It is no child of ours, so the kernel does not tell us about its end.
                guard let now = ProcessRecord(pid: process.pid), now == process else { return process.pid }
                try await time.sleep(.milliseconds(10))
            }
        }
        throw ServiceError(
            .conflict,
            "\(program) of an earlier run (pid \(process.pid)) still uses the data directory and cannot be stopped; "
                + "end it: kill \(process.pid)")
    }
}
