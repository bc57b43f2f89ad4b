import Alpaca
import AlpacaServer
import FoundationEssentials
import Kernel

/// A safety monitor that follows the weather and the events that clients announce.
///
/// The actions are those of ISafetyMonitorV3: `SafetyEvents`, `SetExternalEvents` and `ClearExternalEvents`.
struct SimulatedSafetyMonitor: Sendable {
    private static let most = 100
    private var events: [String: JSONValue] = [:]

    /// A monitor without events.
    init() {}

    private func isSafe(_ scene: Scene) -> Bool { events.isEmpty && scene.weather.isSafe(at: scene.date) }

    private func allEvents(_ scene: Scene) -> JSONValue {
        var all = events.sorted { $0.key < $1.key }.map(\.value)
        if !scene.weather.isSafe(at: scene.date) {
            all.append([
                "Source": "Weather", "Name": "Unsafe weather", "Id": "weather", "Type": "Unsafe", "Trigger": "Weather",
                "Description": "rain, wind, clouds or humidity are beyond their limits",
                "EventTimeUtc": .string(Timestamp.text(scene.date)),
            ])
        }
        return .array(all)
    }

    private mutating func set(_ parameters: String) throws(AlpacaFault) {
        var added: [String: JSONValue] = [:]
        for event in try Self.list(parameters) {
            guard let id = Self.id(event["Id"]) else { throw .invalidValue("every event needs an Id") }
            added[id] = event
        }
        let all = events.merging(added) { _, new in new }
        guard all.count <= Self.most else { throw .invalidValue("there are more than \(Self.most) events") }
        events = all
    }

    private mutating func clear(_ parameters: String) throws(AlpacaFault) {
        for element in try Self.list(parameters) {
            guard let id = Self.id(element["Id"] ?? element) else { throw .invalidValue("an id must be a text") }
            events[id] = nil
        }
    }

    private static func list(_ parameters: String) throws(AlpacaFault) -> [JSONValue] {
        // What is no JSON is no list either.
        let value = try? WireJSON.decode(JSONValue.self, from: Data(parameters.utf8))
        guard let list = value?.elements, !list.isEmpty else {
            throw .invalidValue("Parameters must be a JSON list that is not empty")
        }
        return list
    }

    private static func id(_ value: JSONValue?) -> String? {
        let id = value?.text ?? value?.whole.map { "\($0)" }
        return id?.isEmpty == true ? nil : id
    }
}

extension SimulatedSafetyMonitor: SimulatedPart {
    var actions: [String] { ["SafetyEvents", "SetExternalEvents", "ClearExternalEvents"] }

    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        guard member == "issafe" else { throw .notImplemented(member) }
        return .bool(isSafe(scene))
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        throw .notImplemented(member)
    }

    mutating func act(_ action: String, _ parameters: String, _ scene: Scene) throws(AlpacaFault) -> String {
        switch action.lowercased() {
        case "setexternalevents": try set(parameters)
        case "clearexternalevents": try clear(parameters)
        default: break
        }
        do {
            return try WireJSON.text(allEvents(scene))
        } catch {
            throw AlpacaFault(.unspecified, "the events cannot be written")
        }
    }
}
