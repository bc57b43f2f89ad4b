/// Runs an operation and stops waiting for it at a deadline.
///
/// The operation is cancelled at the deadline; one that ignores cancellation goes on in the background and its result is
/// dropped, because the promise here is to the one who waits.
/// - Throws: `ServiceError` `timeout` when the deadline passes first, else what the operation throws.
public func withDeadline<Value: Sendable>(
    _ limit: Duration, _ what: String, time: TimeSource = .system,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let race = Race<Value>()
    let work = Task { await race.finish(with: Result.capture(operation)) }
    let alarm = Task {
        // A cancelled sleep means that the work was first.
        guard (try? await time.sleep(limit)) != nil else { return }
        race.finish(with: .failure(ServiceError(.timeout, "\(what) took longer than \(limit.seconds) s")))
    }
    defer {
        work.cancel()
        alarm.cancel()
    }
    return try await withTaskCancellationHandler {
        try await race.value()
    } onCancel: {
        race.finish(with: .failure(CancellationError()))
    }
}
