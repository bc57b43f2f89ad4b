/// What the readers of one file share: the file's name, the environment and what was found wrong so far.
final class ConfigurationReading {
    /// The file's path as it was given.
    let file: String
    /// The environment for `${NAME}`.
    let environment: [String: String]
    /// Whether only the known keys are listed: then every list has one empty element.
    let isSurvey: Bool
    /// What is wrong.
    private(set) var problems: [ConfigurationProblem] = []
    /// The keys that somebody asked for, with their sections: `mqtt.tls.ca`.
    private(set) var keys: [String] = []

    /// Begins to read a file.
    init(file: String, environment: [String: String], isSurvey: Bool = false) {
        self.file = file
        self.environment = environment
        self.isSurvey = isSurvey
    }

    /// Notes a problem.
    func note(_ message: String, line: Int?, cure: String) {
        problems.append(ConfigurationProblem(file: file, line: line, message, cure: cure))
    }

    /// Notes that a key is known.
    func knows(_ key: String) {
        guard !keys.contains(key) else { return }
        keys.append(key)
    }
}
