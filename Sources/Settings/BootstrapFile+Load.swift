public import FoundationEssentials
import Glibc

extension BootstrapFile {
    /// Where a node looks when nobody names a file.
    public static let defaultPath = "/etc/bigskies/bootstrap.yaml"

    private static let sizeLimit = 1 << 20

    /// The file to read: what the option says, else `$BIGSKIES_CONFIG`, else the default path if there is a file.
    /// - Parameters:
    ///   - option: What `--config` says.
    ///   - environment: The environment.
    ///   - defaultPath: The path that is used only if it exists.
    /// - Returns: The path, or nil for no file.
    public static func path(
        option: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        defaultPath: String = BootstrapFile.defaultPath
    ) -> String? {
        if let option { return option }
        if let variable = environment["BIGSKIES_CONFIG"], !variable.isEmpty { return variable }
        return FileManager.default.fileExists(atPath: defaultPath) ? defaultPath : nil
    }

    /// Reads a file.
    /// - Throws: `ConfigurationError` with all problems, also when the file is missing.
    public static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) -> BootstrapFile {
        let problem: ConfigurationProblem
        do {
            let bytes = try Data(contentsOf: URL(filePath: path))
            if bytes.count > sizeLimit {
                problem = ConfigurationProblem(file: path, "is larger than 1 MiB", cure: "name the right file")
            } else if let text = String(validating: bytes, as: UTF8.self) {
                return try parse(text: text, file: path, environment: environment)
            } else {
                problem = ConfigurationProblem(file: path, "is not text in UTF-8", cure: "save it as UTF-8")
            }
        } catch let error as ConfigurationError {
            throw error
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            problem = ConfigurationProblem(
                file: path, isThere ? "may not be read" : "there is no such file",
                cure: isThere ? "give user id \(geteuid()) the right to read it" : "name an existing file or create it")
        }
        throw ConfigurationError([problem])
    }
}
