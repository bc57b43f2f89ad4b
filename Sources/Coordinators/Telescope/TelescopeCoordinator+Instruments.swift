import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

/// What dome, focuser, rotator, filter wheel, cover and calibrator do beside plain movements.
extension TelescopeCoordinator {
    /// Moves the device that a request names, or the primary one of a role.
    func move<Values>(
        _ goal: MotionGoal, of role: DeviceRole, _ request: DeviceOrder<Values>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        try await move(goal, with: try device(role, request), request, replace: request.replace ?? false, for: caller)
    }

    /// Turns a dome, or tilts its opening, or one after the other.
    func slewDome(
        _ request: DeviceOrder<DomeTarget>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        guard devices[try device(.dome, request).id]?.isSlaved != true else {
            throw ServiceError(
                .invalidState, "the dome follows its telescope", details: ["cure": "telescope/dome/set_slaved"])
        }
        switch (request.values.azimuth, request.values.altitude) {
        case (let azimuth?, nil):
            return try await move(.rotateDome(azimuth: azimuth.value), of: .dome, request, for: caller)
        case (nil, let altitude?):
            return try await move(.tiltDome(altitude: altitude.value), of: .dome, request, for: caller)
        case (let azimuth?, let altitude?):
            guard request.wait == true else {
                throw ServiceError(
                    .invalidRequest,
                    "azimuth and altitude together need \"wait\":true: a dome moves one after the other",
                    details: ["field": "wait"])
            }
            _ = try await move(.rotateDome(azimuth: azimuth.value), of: .dome, request, for: caller)
            return try await move(.tiltDome(altitude: altitude.value), of: .dome, request, for: caller)
        case (nil, nil):
            throw ServiceError(
                .invalidRequest, "field azimuth or altitude is missing", details: ["field": "azimuth"])
        }
    }

    /// Makes a dome's present azimuth its park position.
    func setDomePark(_ request: DeviceCommand, for caller: Caller) async throws(ServiceError) -> DeviceReport {
        let device = try device(.dome, request)
        try await change("setpark", with: device, takingOver: request.takeOver ?? false, for: caller)
        let azimuth = try? await engine.value("azimuth", of: device.id)  // set all the same; not known is null
        return DeviceReport(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, values: ["azimuth": azimuth ?? .null])
    }

    /// Moves a focuser within its steps.
    func moveFocuser(
        _ request: DeviceOrder<FocuserTarget>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        let device = try device(.focuser, request)
        let position = request.values.position.value
        try await require(position, "position", noMoreThan: "maxstep", of: device)
        return try await move(.focus(position: position), of: .focuser, request, for: caller)
    }

    /// Changes what a focuser does by itself.
    func setFocuser(
        _ request: DeviceOrder<FocuserSettings>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        try await set(
            [DeviceSetting("temp_comp", "TempComp", request.values.temperatureCompensation.map(AlpacaArgument.bool))],
            of: .focuser, request, for: caller)
    }

    /// Tells a rotator its present angle.
    func syncRotator(
        _ request: DeviceOrder<RotatorTarget>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        let device = try device(.rotator, request)
        let position = request.values.position.value
        try await change(
            "sync", ["Position": .double(position)], with: device, takingOver: request.takeOver ?? false, for: caller)
        let said = try await engine.value("position", of: device.id)
        guard let angle = said.double, Self.angle(between: angle, and: position) <= 1 else {
            throw ServiceError(
                .unavailable, "rotator: it was synced to \(position) degrees and says otherwise",
                details: ["position": said])
        }
        return DeviceReport(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, values: ["position": said])
    }

    private static func angle(between first: Double, and second: Double) -> Double {
        let difference = abs(first - second).truncatingRemainder(dividingBy: 360)
        return min(difference, 360 - difference)
    }

    /// Changes how a rotator counts.
    func setRotator(
        _ request: DeviceOrder<RotatorSettings>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        try await set(
            [DeviceSetting("reverse", "Reverse", request.values.reverse.map(AlpacaArgument.bool))],
            of: .rotator, request, for: caller)
    }

    /// Puts a filter into the light.
    func selectFilter(
        _ request: DeviceOrder<FilterChoice>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        let position = try await position(of: request.values.filter, in: try device(.filterwheel, request))
        return try await move(.selectFilter(position: position), of: .filterwheel, request, for: caller)
    }

    /// The position of a filter in a wheel.
    ///
    /// - Parameters:
    ///   - filter: Its name or its position.
    ///   - wheel: The filter wheel.
    /// - Returns: The position from 0.
    /// - Throws: `invalid_request` with the wheel's names when it has no such filter.
    func position(of filter: IndexOrName, in wheel: AttachedDevice) async throws(ServiceError) -> Int {
        let names = try await engine.value("names", of: wheel.id).elements?.map { $0.text ?? "" } ?? []
        guard let position = filter.position(in: names) else {
            throw ServiceError(
                .invalidRequest, "field filter is none of the filters \(names.joined(separator: ", "))",
                details: ["field": "filter", "names": .array(names.map { .string($0) })])
        }
        return position
    }

    /// Switches a calibrator on, as bright as it can when nothing is said.
    func switchCalibratorOn(
        _ request: DeviceOrder<CalibratorLight>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        let device = try device(.covercalibrator, request)
        let brightness: Int
        if let wanted = request.values.brightness?.value {
            try await require(wanted, "brightness", noMoreThan: "maxbrightness", of: device)
            brightness = wanted
        } else {
            let brightest = try await engine.value("maxbrightness", of: device.id).whole
            brightness = Int(clamping: brightest ?? 1)
        }
        return try await move(.calibratorOn(brightness: brightness), of: .covercalibrator, request, for: caller)
    }

    /// Refuses a number that is beyond what a device says is its largest; one that does not say decides itself.
    private func require(
        _ value: Int, _ field: String, noMoreThan member: String, of device: AttachedDevice
    ) async throws(ServiceError) {
        guard let largest = try? await engine.value(member, of: device.id).whole, largest >= 0 else { return }
        guard value <= largest else {
            throw ServiceError(
                .invalidRequest, "field \(field) must be a whole number, 0 ≤ value ≤ \(largest)",
                details: ["field": .string(field), "largest": .integer(largest)])
        }
    }
}

extension IndexOrName {
    /// The place in a list of names; a name counts in any casing when only one is meant.
    func position(in names: [String]) -> Int? {
        switch self {
        case .index(let index): return names.indices.contains(index) ? index : nil
        case .name(let name):
            if let index = names.firstIndex(of: name) { return index }
            let alike = names.indices.filter { names[$0].lowercased() == name.lowercased() }
            return alike.count == 1 ? alike.first : nil
        }
    }
}
