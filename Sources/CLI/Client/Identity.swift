import Access
import Kernel

/// Who asks, as options and environment say.
struct Identity: Sendable {
    /// What is shown as it is; empty when a login is to be used.
    var credentials = Credentials()
    /// The user to log in as; nil for whoever logged in last.
    var user: String?
    /// Where the password comes from.
    var password = PasswordSource()

    /// Nobody in particular.
    init() {}

    /// Settles what options and environment say; an option counts before the environment, a token before a key.
    ///
    /// - Throws: `invalid_request` when the file of the API key holds none.
    init(_ options: IdentityOptions, environment: [String: String]) throws(ServiceError) {
        user = options.user
        password = PasswordSource(file: options.passwordFile, variable: environment["BIGSKIES_PASSWORD"])
        guard user == nil else { return }
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let file = options.apiKeyFile {
            credentials.apiKey = try PasswordSource.firstLine(of: file, holding: "API key")
            return
        }
        credentials.token = options.token ?? variable("BIGSKIES_TOKEN")
        credentials.apiKey = credentials.token == nil ? variable("BIGSKIES_API_KEY") : nil
    }
}
