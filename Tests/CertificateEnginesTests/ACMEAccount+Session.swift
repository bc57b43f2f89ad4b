import AsyncHTTPClient
import Crypto
import Kernel

@testable import CertificateEngines

extension ACMEAccount {
    /// Speaks to the account's server with its key.
    func withSession<Value: Sendable>(
        _ configuration: ACMEConfiguration, _ body: (ACMESession) async throws -> Value
    ) async throws -> Value {
        try await HTTPClient.withHTTPClient(
            configuration: ACMETransport.configuration(rootFile: configuration.rootFile)
        ) { client in
            let session = try await ACMESession(
                at: configuration.directoryURL, with: ACMETransport(client: client, time: .system),
                key: P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM))
            await session.use(account: url)
            return try await body(session)
        }
    }
}
