/// The record of who changed what.
public protocol AuditTrail: Sendable {
    /// Records that a change is about to be made; returns once the row is committed.
    ///
    /// - Parameter entry: What is about to be done.
    /// - Throws: When the row cannot be committed; the change must then not be made, unless it is urgent.
    func intend(_ entry: AuditEntry) async throws

    /// Records how a change ended; waits for nothing and loses nothing while it has room.
    func conclude(_ entry: AuditEntry)

    /// Records that a request was refused before anything was done; waits for nothing, and of many only counts most.
    func refuse(_ entry: AuditEntry)

    /// Records an urgent intent without waiting for the database; it is written as soon as that can be reached.
    func note(_ entry: AuditEntry)
}
