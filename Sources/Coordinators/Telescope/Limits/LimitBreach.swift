import Kernel

/// A limit that is not kept, and what is said about it.
struct LimitBreach: Sendable, Hashable {
    /// The limit's name.
    let limit: String
    /// The kind of refusal.
    let code: ServiceError.Code
    /// What may be shown to anybody.
    let message: String
    /// The value and what it is measured against.
    var details: [String: JSONValue] = [:]
    /// The source that is not known, when that is all that is wrong.
    var unknown: LimitSource?

    /// The refusal.
    var error: ServiceError {
        ServiceError(code, message, details: details.merging(["limit": .string(limit)]) { $1 })
    }
}

extension LimitBreach {
    /// A limit that cannot be checked.
    init(unknown source: LimitSource, of limit: String) {
        self.init(
            limit: limit, code: .invalidState, message: source.unknown,
            details: ["value": .null, "unknown": .string(source.rawValue), "cure": source.cure.map { .string($0) }]
                .compactMapValues(\.self),
            unknown: source)
    }
}
