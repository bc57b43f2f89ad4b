import FoundationEssentials
import Kernel

extension DataDirectory {
    /// Where an installed service keeps its data.
    static let ofTheSystem = "/var/lib/bigskies"

    /// Chooses the directory: the option, else `$BIGSKIES_DATA_DIR`, else `/var/lib/bigskies` as root or the directory
    /// that systemd made for the service, else `$XDG_DATA_HOME/bigskies`, else `~/.local/share/bigskies`.
    ///
    /// - Parameters:
    ///   - option: What `--data-dir` said; relative to the working directory when not absolute.
    ///   - environment: The variables of the process.
    ///   - isRoot: Whether the process runs as root.
    /// - Returns: The directory, which need not exist yet.
    /// - Throws: `ServiceError` `invalid_request` when nothing names a directory.
    public static func resolve(
        option: String?, environment: [String: String], isRoot: Bool = SystemUser.current.isRoot
    ) throws -> DataDirectory {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let named = option ?? variable("BIGSKIES_DATA_DIR") {
            guard !named.isEmpty else {
                throw ServiceError(.invalidRequest, "--data-dir is empty; name a directory")
            }
            return DataDirectory(path: normalised(named))
        }
        // systemd.exec(5): the directories of StateDirectory=, absolute, separated by colons.
        if let state = variable("STATE_DIRECTORY")?.split(separator: ":").first, state.hasPrefix("/") {
            return DataDirectory(path: normalised(String(state)))
        }
        if isRoot { return DataDirectory(path: ofTheSystem) }
        // XDG Base Directory Specification: a relative path is to be ignored.
        if let shared = variable("XDG_DATA_HOME"), shared.hasPrefix("/") {
            return DataDirectory(path: normalised(shared + "/bigskies"))
        }
        guard let home = variable("HOME"), home.hasPrefix("/") else {
            throw ServiceError(.invalidRequest, "HOME is not set; name a directory with --data-dir")
        }
        return DataDirectory(path: normalised(home + "/.local/share/bigskies"))
    }

    /// An absolute path without `.`, `..`, doubled and trailing slashes.
    private static func normalised(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var parts: [Substring] = []
        for part in absolute.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
