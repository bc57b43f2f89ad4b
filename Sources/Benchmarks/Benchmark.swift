/// Something that can be measured.
protocol Benchmark: Sendable {
    /// What it is called on the command line.
    var name: String { get }

    /// Measures.
    ///
    /// - Parameter race: How to measure.
    /// - Returns: The rows of the table.
    /// - Throws: What keeps our own side from running.
    func rows(_ race: Race) async throws -> [Row]
}
