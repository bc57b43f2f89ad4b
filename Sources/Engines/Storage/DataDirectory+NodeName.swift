import FoundationEssentials
import Glibc
import Kernel

extension DataDirectory {
    /// The node's name of `node-id`, made at the first call: the machine's name and six random digits.
    ///
    /// - Throws: `ServiceError` when the file cannot be read or written, or holds no name.
    public func nodeName() throws -> String {
        if let text = try PrivateFile.read(nodeIDFile) {
            let name = text.trimmingCharacters()
            guard DataDirectory.isNodeName(name) else {
                throw ServiceError(
                    .invalidState,
                    "\(nodeIDFile) holds no node name (lower-case letters, digits and dashes, at most 48); "
                        + "correct or remove it")
            }
            return name
        }
        let name = DataDirectory.newNodeName(host: DataDirectory.hostName())
        try PrivateFile.write(name + "\n", to: nodeIDFile, mode: 0o644)
        return name
    }

    /// A fresh name for a node on a machine.
    static func newNodeName(host: String) -> String {
        let allowed = host.lowercased().prefix { $0 != "." }.map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let stem = allowed.isEmpty ? "node" : String(allowed.prefix(41))
        return stem + "-" + Identifier.hex(6)
    }

    /// Whether a text is a name of a node: `[a-z0-9-]{1,48}`.
    static func isNodeName(_ text: String) -> Bool {
        (1...48).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func hostName() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, gethostname(start, buffer.count - 1) == 0 else { return "" }
            buffer[buffer.count - 1] = 0
            return String(cString: start)
        }
    }
}

extension String {
    /// The text without white space at its ends.
    func trimmingCharacters() -> String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
