import Kernel
import Secrets
import StorageEngines

/// Where the keys of the installation come from: a variable of the environment, or a file in the data directory.
struct KeySource: Sendable {
    /// The variable; its key goes before those of the file, which stay good for what was made under them.
    static let variable = "BIGSKIES_PASSWORD_SECRET"

    /// The file.
    let path: String
    /// The key of the variable; nil when it is not set.
    let given: SecretKey?

    /// Looks at the environment.
    ///
    /// - Throws: `ServerExit` 78 when the variable is too short.
    init(_ directory: DataDirectory, environment: [String: String]) throws {
        path = directory.keyFile
        let text = environment[Self.variable] ?? ""
        given = SecretKey.ofText(text)
        guard given != nil || text.isEmpty else {
            throw ServerExit(
                .configuration,
                "\(Self.variable) has fewer than \(SecretKey.shortestText) characters; "
                    + "take a longer secret, such as the output of: openssl rand -hex 32")
        }
    }

    /// The keys; nil when there is neither a variable nor a file.
    ///
    /// - Throws: `ServerExit` 78 with the cure when the file is open to others or no key file.
    func read() throws -> KeyRing? {
        guard let stored = try readFile() else { return given.map { KeyRing(current: $0) } }
        guard let given else { return stored }
        return KeyRing(current: given, older: stored.all)
    }

    /// The keys of the file alone; nil when there is none.
    ///
    /// - Throws: `ServerExit` 78 with the cure when the file is open to others or no key file.
    func readFile() throws -> KeyRing? {
        do {
            return try PrivateFile.readGuarded(path).map { text in
                do throws(ServiceError) {
                    return try KeyRing(fileText: text)
                } catch {
                    throw ServerExit(
                        .configuration,
                        "the key file \(path): \(error.message); copy the file from another node or a backup")
                }
            }
        } catch let error as ServiceError {
            throw ServerExit(.configuration, "the key file: \(error.message)")
        }
    }

    /// Writes the file, mode 0600, whole or not at all.
    ///
    /// - Throws: `ServiceError` naming the file.
    func write(_ ring: KeyRing) throws {
        try PrivateFile.write(ring.fileText, to: path)
    }

    /// A keeper of these keys that reads them anew when it misses one.
    func keeper(_ ring: KeyRing) -> SecretKeeper {
        SecretKeeper(ring) {
            guard let fresh = try read() else { throw ServiceError(.unavailable, "the key file \(path) is gone") }
            return fresh
        }
    }
}
