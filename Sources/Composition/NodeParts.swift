import Access
import HTTPGateway
import Kernel
import Logging
import MessageCoordination
import Messaging
import NIOCore
import Postgres
import SecurityEngines
import Settings
import StorageEngines
import Supervision

/// The parts of a node that are no coordinators.
enum NodeParts {
    /// The pool, the ears, the copy of the accounts, the audit trail, the settings and the node's own token.
    static func identity(of node: Node) -> [ChildSpec] {
        [
            ChildSpec("pool") {
                Part(run: { await node.pool.run() }, stop: { await node.pool.shutdown() })
            },
            ChildSpec("notifications") { Part(run: { try await node.notifications.run() }) },
            ChildSpec("gatekeeper") { Part(run: { try await node.gatekeeper.run() }) },
            ChildSpec("audit") {
                Part(run: { try await node.audit.run() }, stop: { await drain(node) })
            },
            ChildSpec("settings") {
                try await PolicyKeeper.register(node)
                return Part(run: { try await PolicyKeeper(node: node).run() })
            },
            ChildSpec("node token") {
                await waitUntilChangesAreHeard(node)
                node.context.token = try await node.tokens.token(forNode: node.configuration.node.text)
                return Part(run: { try await renewToken(node) })
            },
        ]
    }

    /// The door at which clients fetch pictures, open before the coordinator that sends them there.
    static func downloads(of node: Node) -> [ChildSpec] {
        guard let door = node.downloads else { return [] }
        return [
            ChildSpec("downloads", shutdownDeadline: .seconds(5)) {
                let ready = Race<Void>()
                let work = Task {
                    do {
                        try await door.run { ready.finish(with: .success(())) }
                        ready.finish(with: .failure(CancellationError()))
                    } catch {
                        ready.finish(with: .failure(error))
                        throw error
                    }
                }
                try await withTaskCancellationHandler {
                    try await ready.value()
                } onCancel: {
                    work.cancel()
                }
                return Part(
                    run: {
                        try await withTaskCancellationHandler {
                            try await work.value
                        } onCancel: {
                            work.cancel()
                        }
                    })
            }
        ]
    }

    /// The look at a broker that somebody else runs; the node's own looks at itself.
    static func watches(of node: Node) -> [ChildSpec] {
        guard node.mosquitto == nil else { return [] }
        return [ChildSpec("broker watch") { Part(run: { try await BrokerWatch(node: node).run() }) }]
    }

    /// The ways in: command topics at the broker, the socket, and at last the word that the node is there.
    static func doors(of node: Node) -> [ChildSpec] {
        [
            ChildSpec("control socket", shutdownDeadline: .seconds(5)) {
                let socket = ControlSocket(
                    path: node.configuration.directory.controlSocket, bus: node.bus,
                    parser: { node.context.parser }, time: node.time, logger: node.logger)
                let listener = try await socket.bind()
                return Part(
                    run: { try await socket.serve(listener) },
                    stop: {
                        socket.remove()
                        // The channel may be closed already.
                        try? await listener.channel.close()
                    })
            },
            ChildSpec("commands", shutdownDeadline: .seconds(5)) {
                let door = CommandDoor(node: node)
                try await door.open()
                return Part(door)
            },
        ]
    }

    // The last outcomes are written before the pool goes; a database that is away has had its chance.
    private static func drain(_ node: Node) async {
        do {
            try await withDeadline(.seconds(3), "the audit trail") { try await node.audit.drain() }
        } catch {
            node.logger.warning("the audit trail keeps rows for the next start", metadata: ["error": "\(error)"])
        }
    }

    // Otherwise the first health of the security coordinator would be a short "degraded" at every start. A database that is
    // slow to listen to is no reason not to start.
    private static func waitUntilChangesAreHeard(_ node: Node) async {
        let end = node.time.now() + .seconds(2)
        while node.gatekeeper.unheardFor != nil, node.time.now() < end {
            // A cancelled wait ends with the start.
            guard (try? await node.time.sleep(.milliseconds(5))) != nil else { return }
        }
    }

    // A node token lives for a minute: half of that leaves room for a database that comes back late.
    private static func renewToken(_ node: Node) async throws {
        while true {
            try await node.time.sleep(.seconds(20))
            do {
                try await node.tokens.lookForMissingKeys()
                node.context.token = try await node.tokens.token(forNode: node.configuration.node.text)
            } catch {
                node.logger.debug("the node's token was not renewed", metadata: ["error": "\(error)"])
            }
        }
    }
}
