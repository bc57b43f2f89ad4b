import Crypto
import Glibc
import Kernel

/// A file that appears whole or not at all, and never in place of another.
struct NewFile {
    let path: String
    let sha256: String
    let size: Int

    /// Has a file written beside its place, brings it to the disk and gives it its name.
    ///
    /// - Parameters:
    ///   - path: Its place, absolute.
    ///   - body: Writes the file at the path it gets.
    /// - Returns: What was written.
    /// - Throws: `conflict` when there is a file already, `unavailable` when the disk refuses, or what the body throws.
    static func write(
        _ path: String, _ body: (_ temporary: String) throws(ServiceError) -> Void
    ) throws(ServiceError) -> NewFile {
        guard access(path, F_OK) != 0 else { throw exists(path) }
        let temporary = "\(path).\(Identifier.hex(8)).part"
        do {
            try body(temporary)
            let (sha256, size) = try settle(temporary)
            try name(temporary, path)
            try synchronize(directoryOf: path)
            return NewFile(path: path, sha256: sha256, size: size)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Whether a file's name is one of those under which pictures and previews are written.
    static func isTemporary(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && ["fits", "png"].contains(parts[1]) && parts[3] == "part"
    }

    /// Makes a directory and those above it, for good.
    static func makeDirectory(_ path: String) throws(ServiceError) {
        guard access(path, F_OK) != 0 else { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeDirectory(String(path[..<slash])) }
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw failed("cannot make the directory \(path)") }
        try synchronize(directoryOf: path)
    }

    // Reads what stands in the file, not what was meant to be written, and waits until the disk has it.
    private static func settle(_ path: String) throws(ServiceError) -> (sha256: String, size: Int) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("cannot read \(path)") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o640) == 0, fsync(descriptor) == 0 else { throw failed("cannot write \(path)") }
        var hash = SHA256()
        var size = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failed("cannot read \(path)")
            }
            guard count > 0 else { return (Digest.hex(hash.finalize()), size) }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            size += count
        }
    }

    // A second name does not replace a file that is there, as rename(2) would.
    private static func name(_ temporary: String, _ path: String) throws(ServiceError) {
        if link(temporary, path) == 0 {
            unlink(temporary)
            return
        }
        if errno == EEXIST { throw exists(path) }
        // A file system without second names (link(2), EPERM); nobody else makes files of this name.
        guard errno == EPERM, access(path, F_OK) != 0, rename(temporary, path) == 0 else {
            throw failed("cannot write \(path)")
        }
    }

    private static func synchronize(directoryOf path: String) throws(ServiceError) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("cannot open the directory \(directory)") }
        defer { close(descriptor) }
        // EINVAL: a file system that keeps its directories by itself (fsync(2)).
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failed("cannot write the directory \(directory)") }
    }

    private static func exists(_ path: String) -> ServiceError {
        ServiceError(.conflict, "there is a file \(path) already")
    }

    /// What the system said about the last call, in the words of the house.
    private static func failed(_ what: String) -> ServiceError {
        let reason = String(cString: strerror(errno))
        return ServiceError(
            .unavailable, "\(what): \(reason)",
            details: ["cure": "check the directory's rights and the space on the disk"])
    }
}
