/// All that is wrong in a configuration file, in order of lines.
public struct ConfigurationError: Error, Sendable, Equatable {
    /// The problems, at least one.
    public let problems: [ConfigurationProblem]

    /// Collects problems.
    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line per problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
