import Synchronization

/// How many requests of one connection can be on their way: whoever has one more waits until a reply was written.
final class RequestWindow: Sendable {
    /// The place of one request: free once its reply is written, or when nobody is left who could answer it.
    final class Place: Sendable {
        private let window: RequestWindow
        private let isTaken = Atomic(true)

        fileprivate init(_ window: RequestWindow) { self.window = window }

        deinit { leave() }

        /// Gives the place back.
        func leave() {
            if isTaken.exchange(false, ordering: .acquiringAndReleasing) { window.leave() }
        }
    }

    private struct State {
        var free: Int
        var hasEnded = false
        var waiting: CheckedContinuation<Bool, Never>?
    }

    private let size: Int
    private let state: Mutex<State>

    /// Opens a window for so many.
    init(_ size: Int) {
        self.size = size
        state = Mutex(State(free: size))
    }

    /// Waits for a place; only one may wait at a time.
    ///
    /// - Returns: The place; nil when the window has ended.
    func enter() async -> Place? {
        let isIn = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let answer: Bool? = state.withLock { state in
                if state.hasEnded { return false }
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        return isIn ? Place(self) : nil
    }

    /// Waits until all who are in have left, or the window has ended; nobody else may wait.
    func empties() async {
        var places: [Place] = []
        while places.count < size, let place = await enter() { places.append(place) }
    }

    /// Lets nobody in any more.
    func end() {
        let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: false)
    }

    private func leave() {
        let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
            if state.waiting == nil { state.free += 1 }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: true)
    }
}
