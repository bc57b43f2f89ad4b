import FoundationEssentials

/// When API keys were used last, kept in memory until it is written: once a minute, whatever the traffic.
struct KeyUses: Sendable {
    private var unwritten: [UUID: Date] = [:]

    /// Notes that a key was used.
    mutating func note(_ key: UUID, at date: Date) { unwritten[key] = date }

    /// Hands out what is to be written.
    mutating func take() -> [UUID: Date] {
        defer { unwritten = [:] }
        return unwritten
    }

    /// Takes back what could not be written.
    mutating func restore(_ uses: [UUID: Date]) {
        unwritten.merge(uses) { max($0, $1) }
    }
}
