import FoundationEssentials
public import Glibc
import Kernel

/// Small files that only their owner may read, or that nobody may see half written.
public enum PrivateFile {
    /// Reads a file; nil when there is none.
    public static func read(_ path: String) throws -> String? {
        guard FileStatus(path) != nil else { return nil }
        do {
            return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        } catch {
            throw ServiceError(
                .forbidden, "cannot read \(path); run as the user that made it, or change its owner", cause: error)
        }
    }

    /// Writes a file beside its place and renames it, so that a reader finds the old or the new one.
    ///
    /// The directory may belong to another user, so nothing there is followed: the new file must not exist yet.
    /// - Parameters:
    ///   - text: What the file holds.
    ///   - path: Its place.
    ///   - mode: Its permission bits.
    ///   - owner: The user it belongs to, or nil for the one who writes.
    /// - Throws: `ServiceError` that names the file.
    public static func write(_ text: String, to path: String, mode: mode_t = 0o600, owner: SystemUser? = nil) throws {
        let temporary = path + "." + Identifier.hex(8)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failed("cannot write \(path)") }
        do {
            defer { close(descriptor) }
            if let owner, owner.id != geteuid(), fchown(descriptor, owner.id, owner.group) != 0 {
                throw failed("cannot give \(path) to \(owner.name)")
            }
            guard fchmod(descriptor, mode) == 0 else { throw failed("cannot protect \(path)") }
            try writeAll(Array(text.utf8), to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw failed("cannot write \(path)") }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            defer { unlink(temporary) }
            throw failed("cannot write \(path)")
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failed("cannot write \(path)")
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func failed(_ what: String) -> ServiceError {
        SystemCallError.last.service(what, cure: "check the directory's rights and the space on the disk")
    }
}
