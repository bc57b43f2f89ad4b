/// How a program that a test ran came to its end.
public struct ProgramResult: Sendable {
    /// The exit code, or the negated number of the signal that ended it.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let error: String

    /// The lines of standard output.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
}
