import FoundationEssentials
import Hosting
import Kernel
import Logging
import MessageCoordination
import Messaging
import Postgres
import Settings
import StorageEngines

/// Keeps the settings of this node fresh, and puts the message coordinator's in force on every node.
struct PolicyKeeper: Sendable {
    let node: Node

    private static let component = MessageCoordinator.component

    /// Reads the message coordinator's settings, also where that coordinator is not hosted.
    static func register(_ node: Node) async throws {
        try await node.settings.register(component, keys: CoordinatorHost<MessageCoordinator>.settings)
        await PolicyKeeper(node: node).apply(await node.settings.snapshot(for: component))
    }

    /// Hears of changes on any node, reads them and puts them in force.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await snapshot in await node.settings.changes(for: Self.component) { await apply(snapshot) }
            }
            group.addTask {
                for await event in await node.notifications.subscribe(SettingsStore.channel) {
                    await reload(after: event)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func reload(after event: NotificationEvent) async {
        let changed: String?
        switch event {
        case .notification(let notification): changed = notification.payload
        case .restored: changed = nil
        case .lost: return
        }
        do {
            try await node.settings.load(changed.flatMap { $0.isEmpty ? nil : $0 })
        } catch {
            node.logger.warning("changed settings could not be read", metadata: ["error": "\(error)"])
        }
    }

    private func apply(_ snapshot: SettingsSnapshot) async {
        var policy = MessagePolicy()
        policy.queueSize = snapshot[MessageSettings.maxQueueSize]
        policy.commandMaxAge = snapshot[MessageSettings.commandMaxAge]
        policy.clockSkew = snapshot[MessageSettings.clockSkew]
        policy.rateLimit = snapshot[MessageSettings.rateLimit]
        policy.rateBurst = snapshot[MessageSettings.rateBurst]
        policy.staleGrace = snapshot[MessageSettings.staleGrace]
        policy.sharedReplies = snapshot[MessageSettings.sharedReplies].allows(onLoopback: node.brokerIsLocal)
        node.environment.policy = policy
        node.context.parser = EnvelopeParser(maximumSize: snapshot[MessageSettings.maxMessageSize])
        node.context.sharedReplies = policy.sharedReplies
        await node.mosquitto?.use(
            BrokerRights.access(in: node.configuration.space, sharesReplies: policy.sharedReplies))
    }
}
