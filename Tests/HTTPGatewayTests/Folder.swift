import FoundationEssentials
import Kernel

/// A fresh directory for one test, gone with its last user.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/bsdoor-" + Identifier.hex(12)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // What cannot be removed is left to the system's own cleaning.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and makes the directories on its way.
    func write(_ name: String, _ bytes: Data) throws {
        let file = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
    }
}
