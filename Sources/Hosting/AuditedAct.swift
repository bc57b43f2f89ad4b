public import Access

/// The running command as the audit trail sees it, for a handler that finds out by itself who asks.
public struct AuditedAct: Sendable {
    @TaskLocal static var current: AuditedAct?

    let begin: @Sendable (Principal) async throws -> Void

    /// Commits the intent of the running command in the name of whom the handler has recognised.
    ///
    /// Nothing may be changed before. Only on routes with the trait `identifies`; elsewhere the host has done so, and this
    /// does nothing.
    ///
    /// - Parameter principal: Who asks.
    /// - Throws: `unavailable` when the intent cannot be written.
    public static func begin(as principal: Principal) async throws {
        try await current?.begin(principal)
    }
}
