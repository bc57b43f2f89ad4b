extension AsyncStream where Element: Sendable {
    /// The next element, for tests that read a stream step by step.
    public func next() async -> Element? {
        var iterator = makeAsyncIterator()
        return await iterator.next()
    }
}
