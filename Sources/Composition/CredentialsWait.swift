import FoundationEssentials
import Kernel
import Logging
import MQTT
import Messaging

/// Waits for the path of the password file that a node with the bootstrap coordinator publishes.
struct CredentialsWait: Sendable {
    private struct Credentials: Decodable, Sendable {
        let pgpassPath: String

        enum CodingKeys: String, CodingKey {
            case pgpassPath = "pgpass_path"
        }
    }

    private let bus: MessageBus
    private let infrastructure: Infrastructure
    private let time: TimeSource
    private let logger: Logger
    private let limit: Duration = .seconds(30)

    init(_ infrastructure: Infrastructure, time: TimeSource, logger: Logger) {
        self.infrastructure = infrastructure
        bus = infrastructure.bus
        self.time = time
        self.logger = logger
    }

    /// The path, or nil when what was published is no path that could be used anywhere.
    ///
    /// - Throws: `ServerExit` 75 when nothing was heard in time.
    func path() async throws -> String? {
        let race = Race<Credentials>()
        let listener = Listener("credentials") { frame in
            guard let heard = try? frame.decode(Credentials.self) else { return }  // somebody else's words
            race.finish(with: .success(heard))
        }
        let filters = [TopicFilter(bus.space.credentials)].compactMap(\.self)
        bus.attach(listener, to: filters)
        defer { bus.detach(listener, from: filters) }
        logger.info("waiting for the database credentials", metadata: ["topic": "\(bus.space.credentials)"])
        let credentials: Credentials
        do {
            credentials = try await withDeadline(limit, "the wait", time: time) {
                try await infrastructure.bridge.open(filters)
                infrastructure.bridge.publish(
                    Publication(
                        topic: bus.space.credentialsRequest, payload: ["name": "node"], kind: .bare, source: "node"))
                return try await race.value()
            }
        } catch let error as ServiceError where error.code == .timeout {
            throw ServerExit(
                .temporary,
                """
                no credentials on \(bus.space.credentials) within \(Int(limit.seconds)) s; start a node with the \
                bootstrap coordinator on the same broker, or set DATABASE_URL
                """)
        }
        await infrastructure.bridge.close(filters)
        return Self.decoded(credentials.pgpassPath)
    }

    // Only what is absolute and normalised names one file and the same file everywhere.
    static func decoded(_ text: String) -> String? {
        guard let bytes = Data(base64Encoded: text), let path = String(validating: bytes, as: UTF8.self),
            path.hasPrefix("/"), !path.contains("\0"),
            !path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
                .contains(where: { $0.isEmpty || $0 == "." || $0 == ".." })
        else { return nil }
        return path
    }
}
