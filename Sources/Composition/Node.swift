import Access
import AlpacaEngines
import CertificateEngines
import Contracts
import HTTPGateway
import Health
import Hosting
import ImagingEngines
import Kernel
import Logging
import MQTT
import MessageCoordination
import Messaging
import Postgres
import Secrets
import SecurityEngines
import Settings
import StorageEngines

/// The parts of a running node that its coordinators are built from; made once, in order, and handed on by initialiser.
struct Node: Sendable {
    let configuration: ServerConfiguration
    let context: NodeContext
    let bus: MessageBus
    let bridge: MQTTBridge
    /// The node's own broker, when it has one.
    let mosquitto: ManagedBroker?
    /// The node's own database, when it has one.
    let postgres: ManagedPostgres?
    let pool: PostgresPool
    let notifications: NotificationListener
    let secrets: SecretKeeper
    let settings: SettingsStore
    let gatekeeper: SnapshotGatekeeper
    let accounts: AccountSecurityEngine
    let tokens: AppSecurityEngine
    let certificates: TLSSecurityEngine
    let audit: PostgresAuditTrail
    let environment: HostEnvironment
    let hosts: HostRegister
    let unknownRoutes: UnknownRoutes
    /// Where pictures are kept, on a node with the telescope coordinator.
    let archive: ImageArchive?
    /// Where clients fetch them, on such a node.
    let downloads: DownloadDoor?
    let passwordFile: String?
    let managesDatabase: Bool
    let startedAt: Duration
    let time: TimeSource
    let logger: Logger

    /// Whether only this machine reaches the broker; of one that somebody else runs nobody knows.
    var brokerIsLocal: Bool { mosquitto != nil && configuration.brokerListen == nil }
}
