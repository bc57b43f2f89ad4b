import FoundationEssentials
import Kernel

/// The server programs of one major version of PostgreSQL.
struct PostgresInstallation: Sendable, Equatable {
    /// The directory of `postgres` and `initdb`.
    let directory: String
    /// The major version.
    let version: Int

    /// The oldest version that is used.
    static let oldest = 14

    /// The server.
    var server: ServerProgram { ServerProgram(directory: directory, name: "postgres") }
    /// The program that makes an empty database cluster.
    var initialiser: ServerProgram { ServerProgram(directory: directory, name: "initdb") }

    /// The places where distributions put one directory per major version.
    static let versionedPlaces = ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/usr/lib64/postgresql"]

    /// The installations found in versioned places (`15/bin`) and through the search path, newest first.
    static func installed(
        in places: [String] = versionedPlaces, searchPath: [String] = ServerProgram.searchPath()
    ) async -> [PostgresInstallation] {
        var found: [PostgresInstallation] = []
        for place in places {
            // A place that does not exist holds no installation.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
            found += names.compactMap { name in
                Int(name).map { PostgresInstallation(directory: "\(place)/\(name)/bin", version: $0) }
            }
        }
        for directory in searchPath {
            let server = ServerProgram(directory: directory, name: "postgres")
            let real = URL(filePath: server.path).resolvingSymlinksInPath().deletingLastPathComponent().path
            guard server.isInstalled, !found.contains(where: { $0.directory == real }) else { continue }
            guard let version = await majorVersion(of: server) else { continue }
            found.append(PostgresInstallation(directory: real, version: version))
        }
        return found.filter { $0.version >= oldest && $0.server.isInstalled && $0.initialiser.isInstalled }
            .sorted { $0.version > $1.version }
    }

    /// Chooses the installation for a data directory.
    ///
    /// - Parameters:
    ///   - version: The content of the directory's `PG_VERSION`, or nil when it is still to be made.
    ///   - directory: The directory, for the message.
    ///   - installed: What there is to choose from, newest first.
    /// - Returns: The newest installation, or the one of the directory's version.
    /// - Throws: `ServiceError` `unavailable` when nothing is installed, `invalid_state` when the version is missing.
    static func choose(
        forVersion version: String?, of directory: String, from installed: [PostgresInstallation]
    ) throws -> PostgresInstallation {
        guard let version else {
            if let newest = installed.first { return newest }
            throw ServiceError(
                .unavailable,
                "the server of PostgreSQL \(oldest) or newer was not found; install it: apt-get install postgresql "
                    + "(or name a database in bootstrap.yaml)", details: ["cure": "apt-get install postgresql"])
        }
        if let number = Int(version), let match = installed.first(where: { $0.version == number }) { return match }
        let cure = "install that version: apt-get install postgresql-\(version)"
        throw ServiceError(
            .invalidState,
            "\(directory) was made by PostgreSQL \(version), whose server is not installed here; \(cure), "
                + "or move the directory away to begin with an empty database", details: ["cure": .string(cure)])
    }

    /// Asks a server for its version: `postgres (PostgreSQL) 15.20 (Debian …)`.
    private static func majorVersion(of server: ServerProgram) async -> Int? {
        let command = ServerCommand(program: server, arguments: ["--version"], user: .current)
        // A server that cannot even say its version is none that we could use.
        guard let answer = try? await command.output() else { return nil }
        let words = answer.split(whereSeparator: \.isWhitespace)
        guard words.count >= 3 else { return nil }
        return Int(words[2].prefix { $0.isNumber })
    }
}
