import FoundationEssentials
import Kernel

/// A fresh directory for one test, gone with its last user.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/bsimg-" + Identifier.hex(12)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // What cannot be removed is left to the system's own cleaning.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The names of all files below, sorted.
    var files: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains(".") }.sorted()
        }
    }
}
