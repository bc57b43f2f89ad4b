import FoundationEssentials
import Glibc
import Kernel

/// A file that holds audit records until the database has them, so that killing the process loses none.
struct AuditSpool: ~Copyable {
    /// Beyond this the file is written anew with what is still waiting.
    static let mostBytes = 4 << 20

    private let path: String
    private var descriptor: Int32
    /// How long the file is.
    private(set) var bytes: Int

    /// Opens or makes the file, readable by its owner only.
    ///
    /// - Parameter path: Where it is.
    /// - Throws: `internal` naming the file and the reason.
    init(path: String) throws(ServiceError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw ServiceError(.internal, "cannot open the audit spool \(path): \(reason)")
        }
        bytes = max(Int(lseek(descriptor, 0, SEEK_END)), 0)
        var last = UInt8(ascii: "\n")
        // Whatever follows a line that was cut off must not become part of it.
        if bytes > 0, pread(descriptor, &last, 1, off_t(bytes - 1)) == 1, last != UInt8(ascii: "\n") {
            _ = write(Data([UInt8(ascii: "\n")]))
        }
    }

    deinit { close(descriptor) }

    /// The records in the file, and how many lines are none: a kill or a full disk cuts the last one off.
    func records() -> (whole: [AuditRecord], broken: Int) {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(content.count))
            guard count > 0 else { break }
            content += chunk.prefix(count)
        }
        let lines = content.split(separator: UInt8(ascii: "\n"))
        // What cannot be decoded is counted.
        let whole = lines.compactMap { try? WireJSON.decode(AuditRecord.self, from: Data($0)) }
        return (whole, lines.count - whole.count)
    }

    /// Writes a record at the end of the file.
    ///
    /// - Parameter record: The record.
    /// - Returns: False when the file could not take it; it is then as before.
    mutating func append(_ record: AuditRecord) -> Bool {
        guard let line = try? WireJSON.encode(record) else { return false }  // says so to the caller
        return write(line + [UInt8(ascii: "\n")])
    }

    /// Another descriptor of the file, for whoever waits for the disk; theirs to close.
    func duplicate() -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

    /// Makes the file hold these records only; killed on the way, it holds what it held before.
    ///
    /// - Parameter records: What is still waiting.
    /// - Returns: False when they could not be written; the file is then as before.
    mutating func replace(with records: [AuditRecord]) -> Bool {
        guard !records.isEmpty else {
            guard ftruncate(descriptor, 0) == 0 else { return false }
            bytes = 0
            return true
        }
        let fresh = path + ".new"
        unlink(fresh)  // left by a kill between the next two calls
        guard var other = try? AuditSpool(path: fresh) else { return false }  // says so to the caller
        for record in records {
            guard other.append(record) else {
                unlink(fresh)
                return false
            }
        }
        guard rename(fresh, path) == 0 else { return false }
        swap(&descriptor, &other.descriptor)
        bytes = other.bytes
        return true
    }

    private mutating func write(_ data: Data) -> Bool {
        // O_APPEND makes this one write at the end of the file (POSIX, write).
        let written = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == data.count else {
            // A full disk takes a part: the next line must not follow half of one.
            ftruncate(descriptor, off_t(bytes))
            return false
        }
        bytes += written
        return true
    }
}
