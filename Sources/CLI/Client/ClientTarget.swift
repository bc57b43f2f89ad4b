import Composition
import Kernel
import Messaging

/// Which observatory a command is for, and the ways to it in the order in which they are tried.
struct ClientTarget: Sendable {
    /// A way to the nodes.
    enum Door: Sendable, Equatable {
        /// The socket on the node's own machine.
        case control(String)
        /// A broker.
        case broker(BrokerDoor)
    }

    /// The topics.
    var space: TopicSpace
    /// The ways.
    var doors: [Door]
    /// The name under which a login is kept.
    var key: String

    /// The brokers, for what only they can do.
    var broker: BrokerDoor? {
        for case .broker(let door) in doors { return door }
        return nil
    }

    /// Does some work over the first way that is open.
    ///
    /// - Parameter work: The work.
    /// - Returns: What it returns.
    /// - Throws: Why the last way is closed, or what the work throws.
    func connected<Value>(_ work: (any ClientConnection) async throws -> Value) async throws -> Value {
        let connection = try await open()
        do {
            let value = try await work(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    private func open() async throws -> any ClientConnection {
        var reasons: [ServiceError] = []
        for door in doors {
            do {
                switch door {
                case .control(let path): return try await ControlConnection.open(path)
                case .broker(let broker): return try await BrokerConnection.open(broker, in: space)
                }
            } catch {
                reasons.append(ServiceError(wrapping: error))
            }
        }
        guard let last = reasons.last else { throw ServiceError(.unavailable, "there is no way to a node") }
        throw ServiceError(last.code, reasons.map(\.message).joined(separator: "; "), cause: last.cause)
    }
}
