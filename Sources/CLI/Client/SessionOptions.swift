import ArgumentParser
import FoundationEssentials

/// Which observatory a command is for, and who asks.
struct SessionOptions: ParsableArguments {
    @OptionGroup(title: "Which observatory") var client: ClientOptions
    @OptionGroup(title: "Who asks") var identity: IdentityOptions

    /// Does some work in a session with the observatory.
    ///
    /// - Parameter work: The work; it is told where the connection leads.
    /// - Returns: What it returns.
    /// - Throws: Why there is no connection, or what the work throws.
    func inSession<Value>(
        _ work: (ClientSession, _ target: ClientTarget, _ place: String) async throws -> Value
    ) async throws -> Value {
        let environment = ProcessInfo.processInfo.environment
        let target = try ClientTarget.resolve(client, environment: environment)
        let who = try Identity(identity, environment: environment)
        let store = TokenStore(environment: environment)
        return try await target.connected { connection in
            let session = ClientSession(over: connection, to: target, as: who, keeping: store)
            return try await work(session, target, connection.place)
        }
    }
}
