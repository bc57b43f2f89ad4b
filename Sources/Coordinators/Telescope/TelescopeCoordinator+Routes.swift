import Access
import Contracts
import FoundationEssentials
public import Hosting
import Kernel

extension TelescopeCoordinator {
    /// Sites, telescopes, devices, control, events and sessions.
    public static var routes: [Route<TelescopeCoordinator>] {
        siteRoutes + configRoutes + deviceRoutes + controlRoutes + eventRoutes + sessionRoutes + instrumentRoutes
    }

    // Any thing's id may be called `id`, and `id` may be called by the thing's name (3-protocol, aliases).
    private static let siteNames = ["site_id": "id"]
    private static let configNames = ["config_id": "id", "telescope_id": "id"]
    private static let controlNames = ["device_id": "telescope_id", "config_id": "telescope_id", "id": "telescope_id"]
    private static let deviceNames = ["id": "device_id"]
    private static let eventNames = ["config_id": "telescope_id", "id": "telescope_id"]
    private static let sessionNames = ["id": "session_id"]

    private static let siteRoutes: [Route<TelescopeCoordinator>] = [
        .command("site/create", .requires("telescope", "write"), .changes, resource: { $0.name.text }) {
            (owner, request: SiteCreateRequest, _) in try await owner.createSite(request)
        },
        .command(
            "site/update", .requires("telescope", "write"), .changes, resource: { $0.id.text }, aliases: siteNames
        ) { (owner, request: SiteUpdateRequest, _) in try await owner.updateSite(request) },
        .command(
            "site/delete", .requires("telescope", "write"), .changes, resource: { $0.id.text }, aliases: siteNames
        ) { (owner, request: SiteRequest, _) in try await owner.deleteSite(request) },
        .command("site/get", .requires("telescope", "read"), aliases: siteNames) {
            (owner, request: SiteRequest, _) in try await owner.site(request)
        },
        .command("site/list", .requires("telescope", "read")) {
            (owner, request: SiteListRequest, _) in try await owner.sites(request)
        },
    ]

    private static let configRoutes: [Route<TelescopeCoordinator>] = [
        .command("config/create", .requires("telescope", "write"), .changes, resource: { $0.name.text }) {
            (owner, request: ConfigCreateRequest, caller) in try await owner.createConfig(request, for: caller)
        },
        .command(
            "config/update", telescope(.write) { (request: ConfigUpdateRequest) in request.id }, .changes,
            order: { $0.id.text }, aliases: configNames
        ) { (owner, request: ConfigUpdateRequest, caller) in try await owner.updateConfig(request, for: caller) },
        .command(
            "config/delete", telescope(.write) { (request: ConfigRequest) in request.id }, .changes,
            order: { $0.id.text }, aliases: configNames
        ) { (owner, request: ConfigRequest, _) in try await owner.deleteConfig(request) },
        .command("config/get", telescope(.read) { (request: ConfigRequest) in request.id }, aliases: configNames) {
            (owner, request: ConfigRequest, caller) in try await owner.config(request, for: caller)
        },
        .command("config/list", filtered("tel:read")) {
            (owner, request: ConfigListRequest, caller) in try await owner.configs(request, for: caller)
        },
        .command(
            "config/share", sharing { (request: ConfigShareRequest) in request.id }, .changes,
            order: { $0.id.text }, noting: \.facts, aliases: configNames
        ) { (owner, request: ConfigShareRequest, caller) in try await owner.share(request, for: caller) },
        .command(
            "config/unshare", sharing { (request: ConfigUnshareRequest) in request.id }, .changes,
            order: { $0.id.text }, noting: \.facts, aliases: configNames
        ) { (owner, request: ConfigUnshareRequest, _) in try await owner.unshare(request) },
    ]

    private static let deviceRoutes: [Route<TelescopeCoordinator>] = [
        .command("device/discover", .requires("telescope", "read")) {
            (owner, request: DeviceDiscoverRequest, _) in try await owner.discover(request)
        },
        .command(
            "device/attach", telescope(.write) { (request: DeviceAttachRequest) in request.telescopeID }, .changes,
            order: { $0.telescopeID.text }, aliases: ["config_id": "telescope_id"]
        ) { (owner, request: DeviceAttachRequest, caller) in try await owner.attach(request, for: caller) },
        .command(
            "device/detach", devices(.write), .changes, resource: { $0.name }, aliases: deviceNames
        ) { (owner, request: DeviceSelection, caller) in try await owner.detach(request, for: caller) },
        .command(
            "device/update",
            devices(.write) { (request: DeviceUpdateRequest) in DeviceSelection(deviceID: request.deviceID) }, .changes,
            resource: { $0.deviceID.text }, aliases: deviceNames
        ) { (owner, request: DeviceUpdateRequest, caller) in try await owner.update(request, for: caller) },
        .command(
            "device/connect", devices(.control) { (request: DeviceConnectRequest) in request.selection }, .changes,
            resource: { $0.selection.name }, aliases: deviceNames
        ) { (owner, request: DeviceConnectRequest, caller) in try await owner.connect(request, for: caller) },
        .command(
            "device/disconnect", devices(.control), .changes, resource: { $0.name }, aliases: deviceNames
        ) { (owner, request: DeviceSelection, caller) in try await owner.disconnect(request, for: caller) },
        .command("device/list", devices(.read), aliases: deviceNames) {
            (owner, request: DeviceSelection, caller) in try await owner.devices(request, for: caller)
        },
    ]

    private static let controlRoutes: [Route<TelescopeCoordinator>] = [
        controlRow("control/slew", .waits) { (owner, request: SlewRequest, caller) in
            try await owner.slew(request, for: caller)
        },
        controlRow("control/unpark", .waits) { (owner, request: ControlRequest, caller) in
            try await owner.unpark(request, for: caller)
        },
        controlRow("control/find_home", .waits) { (owner, request: ControlRequest, caller) in
            try await owner.findHome(request, for: caller)
        },
        controlRow("control/track", aliases: ["enabled": "tracking"]) { (owner, request: TrackRequest, caller) in
            try await owner.track(request, for: caller)
        },
        controlRow("control/sync") { (owner, request: SyncRequest, caller) in
            try await owner.sync(request, for: caller)
        },
        controlRow("control/pulse_guide", .waits) { (owner, request: PulseGuideRequest, caller) in
            try await owner.pulseGuide(request, for: caller)
        },
        controlRow("control/move_axis", .waits) { (owner, request: MoveAxisRequest, caller) in
            try await owner.moveAxis(request, for: caller)
        },
        controlRow("control/set_park") { (owner, request: ControlRequest, caller) in
            try await owner.setPark(request, for: caller)
        },
        .command(
            "control/park", stopping(), [.changes, .motion, .urgent, .waits], resource: { $0.telescopeID.text },
            aliases: controlNames
        ) { (owner, request: ControlRequest, caller) in try await owner.park(request, for: caller) },
        .command(
            "control/abort", stopping(), [.changes, .urgent], resource: { $0.telescopeID.text }, aliases: controlNames
        ) { (owner, request: ControlRequest, caller) in try await owner.abort(request, for: caller) },
        .command("control/stop_all", .requires("telescope", "control"), [.changes, .urgent, .waits]) {
            (owner, request: StopAllRequest, caller) in await owner.stopAll(request, for: caller)
        },
        .command(
            "status/get", telescope(.read) { (request: StatusRequest) in request.telescopeID }, aliases: controlNames
        ) { (owner, request: StatusRequest, _) in await owner.status(request) },
    ]

    /// A row that moves a mount: in order with the other commands to its telescope.
    private static func controlRow<Request: Decodable & TelescopeNaming, Response: Encodable & Sendable>(
        _ path: String, _ traits: RouteTraits = [], aliases: [String: String] = [:],
        _ handler: @escaping @Sendable (isolated TelescopeCoordinator, Request, Caller) async throws -> Response
    ) -> Route<TelescopeCoordinator> {
        .command(
            path, telescope(.control) { (request: Request) in request.telescopeID },
            traits.union([.changes, .motion]), order: { $0.telescopeID.text },
            aliases: controlNames.merging(aliases) { first, _ in first }, handler)
    }

    private static let eventRoutes: [Route<TelescopeCoordinator>] = [
        .command(
            "event/subscribe", telescope(.read) { (request: EventSubscribeRequest) in request.telescopeID },
            aliases: eventNames
        ) { (owner, request: EventSubscribeRequest, caller) in try await owner.subscribe(request, for: caller) },
        .command(
            "event/unsubscribe", telescope(.read) { (request: EventSubscribeRequest) in request.telescopeID },
            aliases: eventNames
        ) { (owner, request: EventSubscribeRequest, caller) in try owner.unsubscribe(request, for: caller) },
    ]

    private static let sessionRoutes: [Route<TelescopeCoordinator>] = [
        .command(
            "session/start", telescope(.control) { (request: SessionStartRequest) in request.telescopeID }, .changes,
            order: { $0.telescopeID.text },
            aliases: ["config_id": "telescope_id", "id": "telescope_id", "session_name": "session_type"]
        ) { (owner, request: SessionStartRequest, caller) in try await owner.startSession(request, for: caller) },
        .command(
            "session/end", session(.control) { (request: SessionEndRequest) in request.sessionID }, .changes,
            order: { $0.sessionID.text }, aliases: sessionNames
        ) { (owner, request: SessionEndRequest, _) in try await owner.endSession(request) },
        .command(
            "session/get", session(.read) { (request: SessionRequest) in request.sessionID }, aliases: sessionNames
        ) {
            (owner, request: SessionRequest, _) in try await owner.session(request)
        },
        .command("session/list", filtered("own or tel:write")) {
            (owner, request: SessionListRequest, caller) in try await owner.sessions(request, for: caller)
        },
    ]
}
