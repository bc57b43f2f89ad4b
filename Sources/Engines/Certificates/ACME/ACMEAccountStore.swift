/// Keeps the accounts of the installation, one for each server.
///
/// A table `acme_accounts (directory_url text primary key, url text, email text, private_key text)` does, with the key sealed
/// for the place `acme_accounts/{directory_url}`.
public protocol ACMEAccountStore: Sendable {
    /// The account at the server with this directory; nil when there is none yet.
    func account(at directoryURL: String) async throws -> ACMEAccount?
    /// Keeps the account at a server, in place of the one of before.
    func keep(_ account: ACMEAccount, at directoryURL: String) async throws
}
