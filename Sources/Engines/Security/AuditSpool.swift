import FoundationEssentials
import Glibc
import Kernel

/// A file that holds audit records until the database has them, so that killing the process loses none.
struct AuditSpool: ~Copyable {
    /// Beyond this the file is written anew with what is still waiting.
    static let mostBytes = 4 << 20

    private let descriptor: Int32
    /// How long the file is.
    private(set) var bytes: Int

    /// Opens or makes the file, readable by its owner only.
    ///
    /// - Parameter path: Where it is.
    /// - Throws: `internal` naming the file and the reason.
    init(path: String) throws(ServiceError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ServiceError(.internal, "cannot open the audit spool \(path): \(String(cString: strerror(errno)))")
        }
        bytes = max(Int(lseek(descriptor, 0, SEEK_END)), 0)
        var last = UInt8(ascii: "\n")
        // Whatever follows a line that was cut off must not become part of it.
        if bytes > 0, pread(descriptor, &last, 1, off_t(bytes - 1)) == 1, last != UInt8(ascii: "\n") {
            _ = write(Data([UInt8(ascii: "\n")]))
        }
    }

    deinit { close(descriptor) }

    /// The records in the file; a line that was cut off by a kill is passed over.
    func records() -> [AuditRecord] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(content.count))
            guard count > 0 else { break }
            content += chunk.prefix(count)
        }
        return content.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // The last line may be half a line; nothing else in this file fails to decode.
            try? WireJSON.decode(AuditRecord.self, from: Data(line))
        }
    }

    /// Writes a record at the end of the file.
    ///
    /// - Parameter record: The record.
    /// - Returns: False when the file could not take it.
    mutating func append(_ record: AuditRecord) -> Bool {
        guard let line = try? WireJSON.encode(record) else { return false }  // says so to the caller
        return write(line + [UInt8(ascii: "\n")])
    }

    /// Makes the file hold these records only.
    ///
    /// - Parameter records: What is still waiting.
    /// - Returns: False when the file could not take them.
    mutating func replace(with records: [AuditRecord]) -> Bool {
        guard ftruncate(descriptor, 0) == 0 else { return false }
        bytes = 0
        return records.allSatisfy { append($0) }
    }

    private mutating func write(_ data: Data) -> Bool {
        // O_APPEND makes this one write at the end of the file (POSIX, write).
        let written = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        bytes += max(written, 0)
        return written == data.count
    }
}
