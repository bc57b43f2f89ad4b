import FoundationEssentials
import Glibc
import Kernel
import Synchronization

/// Takes a file away after it was written and before a broker is told to read it again: in between the clock is looked at.
final class FileThief: Sendable {
    private struct Loot {
        let path: String
        let mark: String
    }

    private let wanted = Mutex<Loot?>(nil)

    /// The system's clock; whoever looks at it lets the thief come.
    var time: TimeSource {
        var time = TimeSource.system
        let now = time.now
        time.now = { [self] in
            come()
            return now()
        }
        return time
    }

    /// Takes a file once, as soon as a text is in it.
    func steal(_ path: String, with mark: String) { wanted.withLock { $0 = Loot(path: path, mark: mark) } }

    /// Whether what was wanted has been taken.
    var isDone: Bool { wanted.withLock { $0 == nil } }

    private func come() {
        wanted.withLock { wanted in
            // What cannot be read is not there yet.
            guard let loot = wanted, let text = try? String(contentsOfFile: loot.path, encoding: .utf8),
                text.contains(loot.mark), unlink(loot.path) == 0
            else { return }
            wanted = nil
        }
    }
}
