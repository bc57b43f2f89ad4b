import FoundationEssentials
import Glibc

extension PasswordFile {
    private static let sizeLimit = 1 << 20

    /// Reads a password file that nobody but its owner may read.
    /// - Throws: `ConfigurationProblem` when it is missing, not a plain file, open to others, or has an unreadable line.
    public static func load(path: String) throws(ConfigurationProblem) -> PasswordFile {
        // Non-blocking, because opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw refusal(to: path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw refusal(to: path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationProblem(
                file: path, "the password file is not a plain file", cure: "put the passwords into a plain file")
        }
        // libpq's own rule (fe-connect.c, passwordFromFile): nothing for group and others.
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw ConfigurationProblem(
                file: path, "the password file has mode 0\(mode) and others may read it",
                cure: "run: chmod 0600 \(path)")
        }
        return try PasswordFile(parsing: contents(of: descriptor, path), path: path)
    }

    private static func contents(of descriptor: Int32, _ path: String) throws(ConfigurationProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw refusal(to: path, errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= sizeLimit else {
                throw ConfigurationProblem(
                    file: path, "the password file is larger than 1 MiB", cure: "name the right file")
            }
        }
    }

    private static func refusal(to path: String, _ code: Int32) -> ConfigurationProblem {
        switch code {
        case ENOENT, ENOTDIR:
            ConfigurationProblem(
                file: path, "there is no password file",
                cure: "create it with the line hostname:port:database:username:password and run: chmod 0600 \(path)")
        case EACCES, EPERM:
            ConfigurationProblem(
                file: path, "the password file may not be read by user id \(geteuid())",
                cure: "make that user its owner, with mode 0600")
        default:
            ConfigurationProblem(
                file: path, "the password file cannot be read: \(String(cString: strerror(code)))",
                cure: "look at the file and its disk")
        }
    }
}
