public import Access
public import Kernel
public import Logging
public import Messaging
public import Settings
import Synchronization

/// What all hosts of a node share.
public final class HostEnvironment: Sendable {
    /// The node's bus.
    public let bus: MessageBus
    /// Who asks and what they may do.
    public let gatekeeper: any Gatekeeper
    /// The record of who changed what.
    public let audit: any AuditTrail
    /// The settings of all coordinators.
    public let settings: SettingsStore
    /// Where time comes from.
    public let time: TimeSource
    /// Where hosts log.
    public let logger: Logger
    let memory = CommandMemory()
    let rates = RateLimiter()
    let refusals = RefusalNotices()
    private let currentPolicy = Mutex(MessagePolicy())

    /// Brings the parts together.
    public init(
        bus: MessageBus, gatekeeper: any Gatekeeper, audit: any AuditTrail, settings: SettingsStore,
        time: TimeSource = .system, logger: Logger
    ) {
        self.bus = bus
        self.gatekeeper = gatekeeper
        self.audit = audit
        self.settings = settings
        self.time = time
        self.logger = logger
    }

    /// The message coordinator's settings in force.
    public var policy: MessagePolicy {
        get { currentPolicy.withLock { $0 } }
        set { currentPolicy.withLock { $0 = newValue } }
    }
}
