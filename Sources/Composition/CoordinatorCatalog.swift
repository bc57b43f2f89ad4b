import ApplicationCoordination
import BootstrapCoordination
import DatastoreCoordination
public import Hosting
import MessageCoordination
import Messaging
import SecurityCoordination
import Supervision
import TelescopeCoordination

/// Every coordinator of this program, in the order in which they start; every node knows all of them.
public enum CoordinatorCatalog {
    /// A coordinator: what it is called, what it answers, and how it is started on a node.
    public struct Entry: Sendable {
        /// The short name.
        public let name: String
        /// What it answers.
        public let routes: [RouteDescription]
        /// How it is started.
        let start: @Sendable (Node) async throws -> any Supervised
    }

    /// All coordinators.
    public static let entries: [Entry] = [
        entry(BootstrapCoordinator.self) { BootstrapCoordinator(node: $0) },
        entry(DatastoreCoordinator.self) { DatastoreCoordinator(node: $0) },
        entry(SecurityCoordinator.self) { SecurityCoordinator(node: $0) },
        entry(MessageCoordinator.self) { node in
            let coordinator = MessageCoordinator(node: node)
            node.context.online = { await coordinator.onlineCoordinators }
            return coordinator
        },
        entry(ApplicationCoordinator.self) { ApplicationCoordinator(node: $0) },
        entry(TelescopeCoordinator.self) { TelescopeCoordinator(node: $0) },
    ]

    /// The names, in order.
    public static let names = entries.map(\.name)

    /// Every route of every coordinator.
    public static let routes = entries.flatMap(\.routes)

    /// The first elements of all topics.
    static let families = Set(routes.compactMap { $0.suffix.split(separator: "/").first.map(String.init) })

    private static let roles: [String: TopicRole] = {
        var roles: [String: TopicRole] = [:]
        for route in routes {
            for suffix in [route.suffix] + TopicAliases.spellings(of: route.suffix) {
                roles[suffix] = .route(isPublic: route.isPublic)
            }
        }
        return roles
    }()

    /// What the part of a topic after `{prefix}/coordinator/` is for.
    static func role(of suffix: String) -> TopicRole {
        if let role = roles[suffix] { return role }
        let levels = suffix.split(separator: "/", omittingEmptySubsequences: false)
        let isStatement = Statements.patterns.contains { pattern in
            pattern.count == levels.count && zip(pattern, levels).allSatisfy { $0 == "+" || $0 == $1 }
        }
        return isStatement ? .statement : .unknown
    }

    private static func entry<Owner: Coordinator>(
        _ type: Owner.Type, _ make: @escaping @Sendable (Node) async throws -> Owner
    ) -> Entry {
        Entry(name: Owner.name, routes: CoordinatorHost<Owner>.descriptions) { node in
            let host = try CoordinatorHost(try await make(node), in: node.environment)
            node.hosts.add(host)
            try await host.start()
            // The message coordinator has not heard those that started before it.
            if Owner.name == MessageCoordinator.name { await node.hosts.announceHealth() }
            return Part(host)
        }
    }
}
