import FoundationEssentials
import Glibc
import Kernel
import Subprocess

/// A fresh folder with a short path; it goes away with its owner or with the test process, and with it every process
/// that has a path below it among its arguments.
public final class TemporaryFolder: Sendable {
    /// Its path, without a slash at the end.
    public let path: String

    private let guardian: Task<Void, any Error>
    private let release: AsyncStream<Void>.Continuation

    // A pipe from the test process ends with it, however that came about. The path with a slash is on no other
    // process's command line: it is random.
    private static let script = """
        trap '' INT TERM HUP
        cat >/dev/null
        ours() {
            for line in /proc/[0-9]*/cmdline; do
                if tr '\\0' '\\n' <"$line" 2>/dev/null | grep -qF -- "$1/"; then
                    pid=${line#/proc/}
                    echo "${pid%/cmdline}"
                fi
            done
        }
        for attempt in 1 2 3 4 5 6 7 8 9 10; do
            left=$(ours "$0")
            test -n "$left" || break
            if test $attempt -lt 8; then kill -TERM $left; else kill -KILL $left; fi 2>/dev/null
            sleep 0.5
        done
        rm -rf "$0"
        """

    /// Makes a folder.
    ///
    /// - Parameter name: The beginning of its name.
    /// - Throws: `ServiceError` when it cannot be made.
    public init(_ name: String) throws {
        let path = "/tmp/\(name)-" + Identifier.hex(8)
        // The servers of a node of root run as users of their own, who have to pass through.
        guard mkdir(path, 0o755) == 0 else { throw ServiceError(.internal, "cannot make \(path)") }
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        self.path = path
        self.release = release
        guardian = Task {
            _ = try await Subprocess.run(
                .name("sh"), arguments: ["-c", Self.script, path], input: .inputWriter, output: .discarded,
                error: .discarded
            ) { execution in
                for await _ in released {}
                try await execution.standardInputWriter.finish()
            }
        }
    }

    deinit { release.finish() }

    /// Ends what still runs in it, removes it and waits until that is done.
    public func remove() async {
        release.finish()
        // What it could not remove is left to the system's own cleaning of /tmp.
        _ = try? await guardian.value
    }
}
