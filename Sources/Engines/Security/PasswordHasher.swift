import Kernel

/// Hashes and checks passwords: at most two at once, a bounded number waiting, every hash counted.
actor PasswordHasher {
    /// How many may wait for their turn.
    static let mostWaiting = 64

    private var idle = (1...2).map { _ in BcryptWorker() }
    private var waiting: [CheckedContinuation<BcryptWorker, Never>] = []
    /// How many hashes were computed since the start.
    private(set) var computed = 0

    /// How many are waiting for their turn.
    var waitingCount: Int { waiting.count }

    /// The hash of a new password.
    ///
    /// - Parameters:
    ///   - password: A password that `Bcrypt.accepts`.
    ///   - cost: The binary logarithm of the rounds.
    /// - Returns: The hash in `$2b$` form.
    /// - Throws: `too_many_requests` when too many wait, `internal` when the library refuses.
    func hash(_ password: String, cost: Int) async throws(ServiceError) -> String {
        guard let setting = Bcrypt.setting(cost: cost), let hash = try await compute(password, setting) else {
            throw ServiceError(.internal, "the password cannot be hashed")
        }
        return hash
    }

    /// Whether a password belongs to a hash; costs exactly one hash whatever the answer.
    ///
    /// - Parameters:
    ///   - password: What was typed, anything at all.
    ///   - hash: What is stored.
    /// - Returns: True when they belong together.
    /// - Throws: `too_many_requests` when too many wait.
    func matches(_ password: String, _ hash: String) async throws(ServiceError) -> Bool {
        let isPossible = Bcrypt.accepts(password)
        let found = try await compute(isPossible ? password : "x", hash)
        return isPossible && found.map { Bcrypt.areEqual($0, hash) } ?? false
    }

    private func compute(_ password: String, _ setting: String) async throws(ServiceError) -> String? {
        let worker = try await worker()
        computed += 1
        let hash = await worker.hash(password, setting: setting)
        if waiting.isEmpty { idle.append(worker) } else { waiting.removeFirst().resume(returning: worker) }
        return hash
    }

    private func worker() async throws(ServiceError) -> BcryptWorker {
        if let worker = idle.popLast() { return worker }
        guard waiting.count < Self.mostWaiting else {
            throw ServiceError(.tooManyRequests, "too many logins are waiting, try again in a moment")
        }
        // The wait is bounded by the few who may wait, so it needs no deadline of its own.
        return await withCheckedContinuation { waiting.append($0) }
    }
}
