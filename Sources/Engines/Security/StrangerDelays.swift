import FoundationEssentials

/// The delays of names that no account has.
///
/// They are counted like those of accounts, so that the number of delayed names, which everybody may read in the health,
/// does not tell which names have an account.
struct StrangerDelays: Sendable {
    /// The most names that are remembered.
    static let most = 1000

    private var failures: [String: LoginFailures] = [:]

    /// Counts a wrong password for a name.
    mutating func failed(_ name: String, _ delay: LoginDelay, at date: Date) {
        let name = name.lowercased()
        if failures.count >= Self.most, failures[name] == nil { makeRoom(at: date) }
        failures[name] = delay.failed(failures[name] ?? LoginFailures(), at: date)
    }

    /// How many names are delayed.
    func delayed(at date: Date) -> Int { failures.values.count { $0.isDelayed(at: date) } }

    // Those whose delay ends first have least to lose; names that are not delayed at all go before them.
    private mutating func makeRoom(at date: Date) {
        failures = failures.filter { $0.value.isDelayed(at: date) }
        guard failures.count >= Self.most,
            let first = failures.min(by: { ($0.value.delayedUntil ?? date) < ($1.value.delayedUntil ?? date) })
        else { return }
        failures[first.key] = nil
    }
}
