import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel

/// Dome, focuser, rotator, filter wheel, cover and calibrator, switches.
extension TelescopeCoordinator {
    /// Every kind of device beside the mount.
    static var instrumentRoutes: [Route<TelescopeCoordinator>] {
        domeRoutes + focuserRoutes + accessoryRoutes + safetyRoutes + cameraRoutes
    }

    // Any thing's id may be called `id` (3-protocol, aliases); a switch has one of its own.
    private static let names = ["config_id": "telescope_id", "id": "telescope_id"]

    /// Whoever may move the device that a request names.
    static func moving<Request: DeviceNaming>() -> RouteAccess<TelescopeCoordinator, Request> {
        telescope(.control) { (request: Request) in request.telescopeID }
    }

    /// A row that moves something.
    static func motionRow<Values: Decodable & Sendable, Response: Encodable & Sendable>(
        _ path: String, aliases: [String: String]? = nil,
        _ handler:
            @escaping @Sendable (isolated TelescopeCoordinator, DeviceOrder<Values>, Caller) async throws ->
            Response
    ) -> Route<TelescopeCoordinator> {
        .command(
            path, moving(), [.changes, .motion, .waits], order: { $0.telescopeID.text }, aliases: aliases ?? names,
            handler)
    }

    /// A row that sets something at once.
    static func settingRow<Values: Decodable & Sendable, Response: Encodable & Sendable>(
        _ path: String,
        _ handler:
            @escaping @Sendable (isolated TelescopeCoordinator, DeviceOrder<Values>, Caller) async throws ->
            Response
    ) -> Route<TelescopeCoordinator> {
        .command(path, moving(), .changes, order: { $0.telescopeID.text }, aliases: names, handler)
    }

    /// A row that stops something or puts it away, whoever observes.
    static func urgentRow<Response: Encodable & Sendable>(
        _ path: String, _ traits: RouteTraits,
        _ handler: @escaping @Sendable (isolated TelescopeCoordinator, DeviceCommand, Caller) async throws -> Response
    ) -> Route<TelescopeCoordinator> {
        .command(
            path, stopping(), traits.union([.changes, .urgent]), resource: { $0.telescopeID.text },
            aliases: names, handler)
    }

    /// Domes.
    static let domeRoutes: [Route<TelescopeCoordinator>] = [
        motionRow("dome/slew") { (owner, request: DeviceOrder<DomeTarget>, caller) in
            try await owner.slewDome(request, for: caller)
        },
        motionRow("dome/open_shutter") { (owner, request: DeviceCommand, caller) in
            try await owner.move(.openShutter, of: .dome, request, for: caller)
        },
        urgentRow("dome/close_shutter", [.motion, .waits]) { owner, request, caller in
            try await owner.putAway(.closeShutter, .dome, request, for: caller)
        },
        urgentRow("dome/park", [.motion, .waits]) { owner, request, caller in
            try await owner.putAway(.park, .dome, request, for: caller)
        },
        motionRow("dome/find_home") { (owner, request: DeviceCommand, caller) in
            try await owner.move(.findHome, of: .dome, request, for: caller)
        },
        settingRow("dome/set_park") { (owner, request: DeviceCommand, caller) in
            try await owner.setDomePark(request, for: caller)
        },
        settingRow("dome/set_slaved") { (owner, request: DeviceOrder<DomeSlaving>, caller) in
            try await owner.setSlaved(request, for: caller)
        },
        urgentRow("dome/abort", []) { owner, request, caller in
            try await owner.halt(.dome, request, for: caller)
        },
    ]

    /// Focusers and rotators.
    static let focuserRoutes: [Route<TelescopeCoordinator>] = [
        motionRow("focuser/move") { (owner, request: DeviceOrder<FocuserTarget>, caller) in
            try await owner.moveFocuser(request, for: caller)
        },
        urgentRow("focuser/halt", []) { owner, request, caller in
            try await owner.halt(.focuser, request, for: caller)
        },
        settingRow("focuser/set") { (owner, request: DeviceOrder<FocuserSettings>, caller) in
            try await owner.setFocuser(request, for: caller)
        },
        motionRow("rotator/move") { (owner, request: DeviceOrder<RotatorTarget>, caller) in
            try await owner.move(
                .rotate(position: request.values.position.value), of: .rotator, request, for: caller)
        },
        motionRow("rotator/move_mechanical") { (owner, request: DeviceOrder<RotatorTarget>, caller) in
            try await owner.move(
                .rotateMechanical(position: request.values.position.value), of: .rotator, request, for: caller)
        },
        settingRow("rotator/sync") { (owner, request: DeviceOrder<RotatorTarget>, caller) in
            try await owner.syncRotator(request, for: caller)
        },
        urgentRow("rotator/halt", []) { owner, request, caller in
            try await owner.halt(.rotator, request, for: caller)
        },
        settingRow("rotator/set") { (owner, request: DeviceOrder<RotatorSettings>, caller) in
            try await owner.setRotator(request, for: caller)
        },
    ]

    /// Filter wheels, covers and calibrators, switches.
    static let accessoryRoutes: [Route<TelescopeCoordinator>] = [
        motionRow(
            "filterwheel/select",
            aliases: names.merging(["position": "filter", "name": "filter"]) { first, _ in first }
        ) { (owner, request: DeviceOrder<FilterChoice>, caller) in
            try await owner.selectFilter(request, for: caller)
        },
        motionRow("covercalibrator/open") { (owner, request: DeviceCommand, caller) in
            try await owner.move(.openCover, of: .covercalibrator, request, for: caller)
        },
        motionRow("covercalibrator/close") { (owner, request: DeviceCommand, caller) in
            try await owner.move(.closeCover, of: .covercalibrator, request, for: caller)
        },
        urgentRow("covercalibrator/halt", []) { owner, request, caller in
            try await owner.halt(.covercalibrator, request, for: caller)
        },
        motionRow("covercalibrator/calibrator_on") { (owner, request: DeviceOrder<CalibratorLight>, caller) in
            try await owner.switchCalibratorOn(request, for: caller)
        },
        motionRow("covercalibrator/calibrator_off") { (owner, request: DeviceCommand, caller) in
            try await owner.move(.calibratorOff, of: .covercalibrator, request, for: caller)
        },
        .command(
            "switch/list", telescope(.read) { (request: DeviceCommand) in request.telescopeID }, aliases: names
        ) { (owner, request: DeviceCommand, _) in try await owner.switches(request) },
        motionRow(
            "switch/set", aliases: ["config_id": "telescope_id", "switch_id": "id", "switch": "id", "name": "id"]
        ) { (owner, request: DeviceOrder<SwitchSetting>, caller) in try await owner.setSwitch(request, for: caller) },
    ]

    /// Safety and weather.
    static let safetyRoutes: [Route<TelescopeCoordinator>] = [
        .command(
            "safety/get", telescope(.read) { (request: SafetyRequest) in request.telescopeID }, aliases: names
        ) { (owner, request: SafetyRequest, _) in await owner.safety(of: request.telescopeID) },
        .command(
            "weather/get", telescope(.read) { (request: SafetyRequest) in request.telescopeID }, aliases: names
        ) { (owner, request: SafetyRequest, _) in await owner.weather(of: request.telescopeID) },
    ]

    /// Cameras and what they took.
    static let cameraRoutes: [Route<TelescopeCoordinator>] = [
        motionRow("camera/expose") { (owner, request: DeviceOrder<ExposureValues>, caller) in
            try await owner.expose(request, for: caller)
        },
        urgentRow("camera/abort", []) { owner, request, caller in
            try await owner.abortExposure(request, for: caller)
        },
        settingRow("camera/stop") { (owner, request: DeviceCommand, caller) in
            try await owner.stopExposure(request, for: caller)
        },
        settingRow("camera/set") { (owner, request: DeviceOrder<CameraSettings>, caller) in
            try await owner.setCamera(request, for: caller)
        },
        .command(
            "camera/get", telescope(.read) { (request: DeviceCommand) in request.telescopeID }, aliases: names
        ) { (owner, request: DeviceCommand, _) in try await owner.camera(request) },
        .command("camera/list", filtered("tel:read"), aliases: names) {
            (owner, request: ExposureListRequest, caller) in try await owner.exposures(request, for: caller)
        },
        .command("camera/fetch", picture, aliases: ["id": "exposure_id"]) {
            (owner, request: PictureRequest, _) in try await owner.fetch(request)
        },
    ]

    /// Whoever may read the telescope with which a picture was taken.
    private static var picture: RouteAccess<TelescopeCoordinator, PictureRequest> {
        .guarded("tel:read") { owner, request, caller in
            try await owner.permitPicture(request.exposureID, caller)
            return "tel:read"
        }
    }
}
