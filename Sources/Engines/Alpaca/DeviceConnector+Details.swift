import Alpaca
import Kernel

extension DeviceConnector {
    // More switches than this are set without knowing their ranges.
    private static let mostSwitches = 64

    /// Asks a device for what its motions need; together these reads take no longer than a command.
    func addDetails(to facts: inout DeviceFacts) async throws(AlpacaError) {
        let reader = DeviceReader(client: client, address: address, limit: configuration.requestTimeout, time: time)
        switch address.type {
        case .telescope: facts.mount = MountFacts(try await reader.answers(MountFacts.questions))
        case .focuser: facts.focuser = FocuserFacts(try await reader.values(of: FocuserFacts.members))
        case .rotator: facts.rotator = RotatorFacts(try await reader.values(of: ["stepsize"]))
        case .filterWheel: facts.filterWheel = FilterWheelFacts(try await reader.values(of: ["names", "focusoffsets"]))
        case .coverCalibrator: facts.cover = CoverFacts(try await reader.values(of: ["maxbrightness"]))
        case .switch: facts.switches = try await switches(reader)
        case .camera, .dome, .safetyMonitor, .observingConditions: return
        }
    }

    private func switches(_ reader: DeviceReader) async throws(AlpacaError) -> [SwitchFacts]? {
        let deadline = time.now() + configuration.requestTimeout
        guard let count = try await reader.values(of: ["maxswitch"]).count("maxswitch", from: 0) else { return nil }
        var switches: [SwitchFacts] = []
        for id in 0..<min(count, Self.mostSwitches) {
            // A slow device with many switches is used without knowing all of them.
            guard time.now() < deadline else { break }
            switches.append(SwitchFacts(id, try await reader.answers(SwitchFacts.questions(id))))
        }
        for id in switches.count..<max(count, switches.count) where id < Int(Int16.max) {
            switches.append(SwitchFacts(id: id))
        }
        return switches
    }
}

extension MountFacts {
    /// What is asked.
    static let questions =
        TelescopeAxis.allCases.flatMap { axis in
            [
                DeviceReader.Question("canmoveaxis\(axis.rawValue)", "canmoveaxis", ["Axis": .integer(axis.rawValue)]),
                DeviceReader.Question("axisrates\(axis.rawValue)", "axisrates", ["Axis": .integer(axis.rawValue)]),
            ]
        } + [DeviceReader.Question("trackingrates", "trackingrates")]

    /// Takes the facts out of the answers.
    init(_ answers: [String: JSONValue]) {
        for axis in TelescopeAxis.allCases {
            axes[axis] = AxisFacts(
                canMove: answers["canmoveaxis\(axis.rawValue)"]?.boolean,
                rates: answers["axisrates\(axis.rawValue)"].flatMap(Self.rates))
        }
        trackingRates = answers["trackingrates"]?.elements.map { elements in
            elements.compactMap { $0.whole.flatMap { DriveRate(rawValue: Int(truncatingIfNeeded: $0)) } }
        }
    }

    // An answer that is no list of ranges says nothing; an empty one says that the axis has no rates.
    private static func rates(_ value: JSONValue) -> [ClosedRange<Double>]? {
        guard let elements = value.elements else { return nil }
        var rates: [ClosedRange<Double>] = []
        for element in elements {
            guard let least = element["Minimum"]?.double, let most = element["Maximum"]?.double, least.isFinite,
                most.isFinite, least <= most
            else { return nil }
            rates.append(least...most)
        }
        return rates
    }
}

extension FocuserFacts {
    /// The members that tell it.
    static let members = ["absolute", "maxstep", "maxincrement", "stepsize", "tempcompavailable"]

    /// Takes the facts out of values by member.
    init(_ values: [String: JSONValue]) {
        isAbsolute = values["absolute"]?.boolean
        maxStep = values.count("maxstep", from: 0)
        maxIncrement = values.count("maxincrement", from: 0)
        stepSize = values.number("stepsize", above: 0)
        hasTemperatureCompensation = values["tempcompavailable"]?.boolean
    }
}

extension RotatorFacts {
    /// Takes the facts out of values by member.
    init(_ values: [String: JSONValue]) { stepSize = values.number("stepsize", above: 0) }
}

extension FilterWheelFacts {
    /// Takes the facts out of values by member.
    init(_ values: [String: JSONValue]) {
        names = values.texts("names")
        let offsets = values["focusoffsets"]?.elements?.map { $0.whole.flatMap(Int.init(exactly:)) }
        focusOffsets = offsets?.contains(nil) == false ? offsets?.compactMap(\.self) : nil
    }
}

extension CoverFacts {
    /// Takes the facts out of values by member.
    init(_ values: [String: JSONValue]) { maxBrightness = values.count("maxbrightness", from: 0) }
}

extension SwitchFacts {
    /// What is asked about a switch.
    static func questions(_ id: Int) -> [DeviceReader.Question] {
        [
            "canwrite", "canasync", "getswitchname", "getswitchdescription", "minswitchvalue", "maxswitchvalue",
            "switchstep",
        ].map { DeviceReader.Question($0, $0, ["Id": .integer(id)]) }
    }

    /// Takes the facts out of the answers.
    init(_ id: Int, _ answers: [String: JSONValue]) {
        self.id = id
        name = answers["getswitchname"]?.text.map { String($0.prefix(255)) }
        description = answers["getswitchdescription"]?.text.map { String($0.prefix(255)) }
        canWrite = answers["canwrite"]?.boolean
        canAsync = answers["canasync"]?.boolean
        minimum = answers.number("minswitchvalue")
        maximum = answers.number("maxswitchvalue")
        step = answers.number("switchstep", above: 0)
    }
}
