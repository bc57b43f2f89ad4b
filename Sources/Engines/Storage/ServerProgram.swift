import FoundationEssentials
import Kernel

/// A program of a server that is installed on this machine.
struct ServerProgram: Sendable, Equatable {
    /// The directory it is in.
    let directory: String
    /// Its name there.
    let name: String

    /// The whole path.
    var path: String { directory + "/" + name }

    /// Directories that hold servers though no ordinary user's `PATH` names them.
    static let ofTheSystem = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin", "/usr/local/bin", "/bin"]

    /// The directories of a `PATH`, then those of the system.
    static func searchPath(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> [String] {
        let named = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return named + ofTheSystem.filter { !named.contains($0) }
    }

    /// Finds a program in the first directory that has it.
    static func find(_ name: String, in directories: [String]) -> ServerProgram? {
        directories.map { ServerProgram(directory: $0, name: name) }.first { $0.isInstalled }
    }

    /// Whether the file is there and may be run.
    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Finds the broker.
    ///
    /// - Throws: `ServiceError` `unavailable` with the package to install.
    static func mosquitto(in directories: [String] = searchPath()) throws -> ServerProgram {
        if let program = find("mosquitto", in: directories) { return program }
        throw ServiceError(
            .unavailable,
            "mosquitto was not found; install it: apt-get install mosquitto (or name a broker in bootstrap.yaml)",
            details: ["cure": "apt-get install mosquitto"])
    }
}
