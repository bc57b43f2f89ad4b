import Kernel

/// Notices when many logins fail within a minute, whoever they are for.
struct FailureWindow: Sendable {
    /// How long failures are counted together.
    static let length: Duration = .seconds(60)
    /// How many within that time are many.
    static let many = 50

    private var began: Duration?
    private var failures = 0
    private var names: Set<String> = []

    /// Counts a failed login.
    ///
    /// - Parameters:
    ///   - name: The name that was tried.
    ///   - now: The monotonic time.
    /// - Returns: How many names were tried, once in each minute in which many logins fail; otherwise nil.
    mutating func failed(_ name: String, at now: Duration) -> Int? {
        if began.map({ now - $0 >= Self.length }) ?? true {
            (began, failures, names) = (now, 0, [])
        }
        guard failures < Self.many else { return nil }
        failures += 1
        names.insert(String(name.lowercased().prefix(64)))
        return failures == Self.many ? names.count : nil
    }
}
