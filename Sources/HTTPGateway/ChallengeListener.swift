import Glibc
import HTTPServing
import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import NIOCore

/// One port of the door for challenges while it is open.
struct ChallengeListener: Sendable {
    /// How many connections there can be at a time: an authority comes from a handful of places, and others come as well.
    private static let mostConnections = 128
    private static let patience = TimeAmount.seconds(10)
    // Both families where there are both: an authority prefers the sixth (dual stack, RFC 3493, section 5.3).
    private static let addresses = ["::", "0.0.0.0"]

    let door: HTTPChallengeDoor
    let port: Int
    let logger: Logger

    /// Serves until the task is cancelled.
    ///
    /// - Parameter whenListening: Called when the port is open.
    /// - Throws: `unavailable` with the cure when the port cannot be listened at.
    func run(whenListening: @escaping @Sendable () -> Void) async throws {
        for address in Self.addresses {
            do {
                return try await serve(at: address, whenListening)
            } catch let error as IOError where address != Self.addresses.last && Self.isNoSuchFamily(error) {
                continue
            } catch {
                throw Self.refusal(error, at: port)
            }
        }
    }

    private func serve(at address: String, _ whenListening: @escaping @Sendable () -> Void) async throws {
        // The library tells of its own start at `info`, and of every end in good order as an error.
        var quiet = logger
        quiet.logLevel = .critical
        let connections = OpenConnections()
        let application = Application(
            responder: ChallengeResponder(door: door), server: .narrow(connections, patience: Self.patience),
            configuration: ApplicationConfiguration(
                address: .hostname(address, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { _ in
                logger.info("the door for challenges is open", metadata: ["http.port": "\(port)"])
                whenListening()
            }, logger: quiet)
        try await application.serve(connections, logger: quiet)
    }

    // A kernel without IPv6 (socket(2), bind(2)).
    private static func isNoSuchFamily(_ error: IOError) -> Bool {
        [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode)
    }

    /// What it means that a port cannot be listened at.
    static func refusal(_ error: any Error, at port: Int) -> ServiceError {
        switch (error as? IOError)?.errnoCode {
        case EACCES, EPERM:
            ServiceError(
                .unavailable, "port \(port) for challenges may not be listened at",
                details: [
                    "port": .integer(Int64(port)),
                    "cure": "give bigskies CAP_NET_BIND_SERVICE, as bigskies.service does, or set acme_challenge_port",
                ], cause: error)
        case EADDRINUSE:
            ServiceError(
                .unavailable, "port \(port) for challenges is taken by another program",
                details: [
                    "port": .integer(Int64(port)),
                    "cure": "let that program pass /.well-known/acme-challenge/ on to another acme_challenge_port",
                ], cause: error)
        default:
            ServiceError(
                .unavailable, "port \(port) for challenges cannot be listened at",
                details: ["port": .integer(Int64(port))], cause: error)
        }
    }
}
