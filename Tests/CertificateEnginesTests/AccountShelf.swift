import CertificateEngines
import Synchronization

/// Keeps accounts in memory and counts what was kept.
final class AccountShelf: ACMEAccountStore {
    private struct State {
        var accounts: [String: ACMEAccount] = [:]
        var kept = 0
    }

    private let state = Mutex(State())

    /// How often an account was kept.
    var kept: Int { state.withLock(\.kept) }

    func account(at directoryURL: String) -> ACMEAccount? { state.withLock { $0.accounts[directoryURL] } }

    func keep(_ account: ACMEAccount, at directoryURL: String) {
        state.withLock { state in
            state.accounts[directoryURL] = account
            state.kept += 1
        }
    }
}
