/// Something wrong in a file that somebody wrote: where it is, what it is, and what to do about it.
public struct ConfigurationProblem: Error, Sendable, Equatable {
    /// The file's path as it was given.
    public let file: String
    /// The line, counted from 1; nil when the whole file is meant.
    public let line: Int?
    /// What is wrong: lower case, no full stop, no secret.
    public let message: String
    /// What to do about it.
    public let cure: String

    /// Describes a problem.
    public init(file: String, line: Int? = nil, _ message: String, cure: String) {
        self.file = file
        self.line = line
        self.message = message
        self.cure = cure
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// The problem on one line: `file:line: message; cure`.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(message); \(cure)"
    }
}
