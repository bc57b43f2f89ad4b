import Kernel

/// A file as it was when it was offered, and what clients are told about it.
struct OfferedFile: Sendable, Equatable {
    /// The steps to it from the directory of all files.
    let steps: [String]
    /// What says whether a file is still the same.
    let identity: FileIdentity
    /// What it is.
    let mediaType: String
    /// The name under which a client may keep it; plain letters.
    let name: String

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - steps: The steps to it from the directory of all files.
    ///   - identity: What says whether it is still the same.
    ///   - mediaType: What it is; anything that is no media type becomes `application/octet-stream`.
    ///   - name: The name for clients; letters that mean something in a header or a path become `_`.
    init(steps: [String], identity: FileIdentity, mediaType: String, name: String) {
        self.steps = steps
        self.identity = identity
        self.mediaType = Self.isMediaType(mediaType) ? mediaType : "application/octet-stream"
        self.name = Self.safe(name)
    }

    /// A quoted validator for this very content (RFC 9110, section 8.8.3): files are never written over.
    var entityTag: String { "\"\(Digest.sha256Hex(Array(identity.description.utf8)).prefix(32))\"" }

    /// The steps below a directory to a path; nil when the path does not lie in it, or not plainly.
    static func steps(to path: String, below directory: String) -> [String]? {
        let root = directory.hasSuffix("/") ? directory : directory + "/"
        guard path.hasPrefix(root), !path.utf8.contains(0) else { return nil }
        let steps = path.dropFirst(root.count).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        return steps
    }

    private static func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                (1...64).contains(part.utf8.count) && part.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "+") }
            }
    }

    private static func safe(_ name: String) -> String {
        let plain = name.unicodeScalars.prefix(100).map { scalar in
            scalar.isASCII && isPlain(UInt8(truncatingIfNeeded: scalar.value)) ? Character(scalar) : "_"
        }
        let visible = plain.drop { $0 == "." }
        return visible.isEmpty ? "file" : String(visible)
    }

    // A to Z, a to z, 0 to 9 and - . _
    private static func isPlain(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
            || [45, 46, 95].contains(byte)
    }
}
