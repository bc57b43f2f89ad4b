import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

/// Whether it is safe, decided from what the devices said; unknown is not safe.
struct SafetyVerdict: Sendable, Equatable {
    private var dangers: [String] = []
    private var doubts: [String] = []
    private var hasAssurance = false
    private var signals: [String: SafetySignal] = [:]

    /// Nothing is known yet.
    init() {}

    /// The answer.
    var state: SafetyState {
        guard dangers.isEmpty else { return .unsafe }
        return doubts.isEmpty && hasAssurance ? .safe : .unknown
    }

    /// The verdict as replies and events give it.
    func response(for telescopeID: UUID) -> SafetyResponse {
        var reasons = dangers + doubts
        if reasons.isEmpty, !hasAssurance {
            reasons = ["no safety monitor is attached and no weather_limits are in the telescope's settings"]
        }
        return SafetyResponse(telescopeID: telescopeID.text, state: state, reasons: reasons, signals: signals)
    }

    /// Hears the safety monitors: each of them must say that it is safe.
    mutating func hear(monitors devices: [DeviceSnapshot], longestAge: Duration) {
        let monitors = devices.filter { $0.device.role == DeviceRole.safetymonitor.rawValue }
        for (index, monitor) in monitors.enumerated() {
            let name = index == 0 ? "safety_monitor" : "safety_monitor_\(index + 1)"
            let value = monitor.fresh("IsSafe", within: longestAge)?.boolean
            signals[name] = SafetySignal(
                value: value.map(JSONValue.bool), unit: nil, age: monitor.age?.wholeMilliseconds, limit: true)
            switch value {
            case true?: hasAssurance = true
            case false?: dangers.append("\(name) says that it is not safe")
            case nil: doubts.append("\(name) is not known")
            }
        }
    }

    /// Hears the weather stations.
    ///
    /// - Parameters:
    ///   - devices: The devices of the telescope, the primary one of each role first.
    ///   - limits: What the weather must be.
    ///   - sensorAges: How old the sensors' own values were at the last look, by device and property.
    mutating func hear(
        weather devices: [DeviceSnapshot], _ limits: WeatherLimits, sensorAges: [UUID: [String: Duration]] = [:]
    ) {
        let stations = devices.filter { $0.device.role == DeviceRole.observingconditions.rawValue }
        for signal in WeatherSignal.all {
            let limit = limits.limits[signal.name]
            let readings = stations.map { Reading($0, signal, limits.longestAge, sensorAges) }
            let reading = readings.first { $0.value != nil } ?? readings.first
            // Only what is measured or decides is told.
            guard reading?.value != nil || limit != nil else { continue }
            signals[signal.name] = SafetySignal(
                value: reading?.value.map(JSONValue.number), unit: signal.unit, age: reading?.age?.wholeMilliseconds,
                limit: limit?.json)
            guard let limit else { continue }
            guard let value = reading?.value else {
                doubts.append("\(signal.name) is not known")
                continue
            }
            hasAssurance = true
            if !limit.allows(value) { dangers.append("\(signal.name) is \(value), not \(limit.text)") }
        }
    }

    /// Takes it that the limits cannot be read.
    mutating func doubt(_ reason: String) { doubts.append(reason) }

    private struct Reading {
        var value: Double?
        var age: Duration?

        init(
            _ station: DeviceSnapshot, _ signal: WeatherSignal, _ longestAge: Duration,
            _ sensorAges: [UUID: [String: Duration]]
        ) {
            let sensorAge = sensorAges[station.device.id]?[signal.property] ?? .zero
            age = station.age.map { $0 + sensorAge }
            guard let age, age <= longestAge else { return }
            value = station.fresh(signal.property, within: longestAge)?.double
        }
    }
}

extension DeviceSnapshot {
    /// What a connected device said of itself, unless that is too old.
    func fresh(_ property: String, within longestAge: Duration) -> JSONValue? {
        guard isConnected, let age, age <= longestAge else { return nil }
        return state?[property]
    }
}
