import Kernel

/// What the weather must be, as the telescope's settings say:
/// `{"weather_limits":{"max_age":60,"humidity":{"max":85},"temperature":{"min":-20,"max":40},"rain_rate":0}}`.
struct WeatherLimits: Sendable, Equatable {
    /// What one signal must be.
    struct Limit: Sendable, Equatable {
        var minimum: Double?
        var maximum: Double?
    }

    /// The limits by the signals' names.
    private(set) var limits: [String: Limit] = [:]
    /// How old a value may be.
    private(set) var longestAge = Duration.seconds(60)

    /// Reads the limits in a telescope's settings.
    ///
    /// - Parameter settings: The telescope's settings.
    /// - Throws: `invalid_request` naming the limit that cannot be read: one that is passed over would let rain in.
    init(_ settings: JSONValue) throws(ServiceError) {
        guard let value = settings[Self.key], value != .null else { return }
        guard let members = value.members else { throw Self.fault(Self.key, "must be an object") }
        for (name, value) in members {
            if name == "max_age" {
                guard let age = value.double, age > 0, age <= 86400 else {
                    throw Self.fault("\(Self.key).max_age", "must be seconds, 0 < value ≤ 86400")
                }
                longestAge = .seconds(age)
            } else {
                guard WeatherSignal.all.contains(where: { $0.name == name }) else {
                    let names = WeatherSignal.all.map(\.name).joined(separator: ", ")
                    throw Self.fault("\(Self.key).\(name)", "is none of \(names)")
                }
                limits[name] = try Self.limit(value, name)
            }
        }
    }

    private static let key = "weather_limits"

    private static func limit(_ value: JSONValue, _ name: String) throws(ServiceError) -> Limit {
        if let maximum = value.double { return Limit(maximum: maximum) }
        let wrong = fault("\(key).\(name)", "must be a number, or an object with min, max or both")
        guard let members = value.members, !members.isEmpty, Set(members.keys).isSubset(of: ["min", "max"]),
            members.values.allSatisfy({ $0.double != nil })
        else { throw wrong }
        let limit = Limit(minimum: members["min"]?.double, maximum: members["max"]?.double)
        guard limit.minimum ?? -.infinity <= limit.maximum ?? .infinity else { throw wrong }
        return limit
    }

    private static func fault(_ field: String, _ requirement: String) -> ServiceError {
        ServiceError(.invalidRequest, "field settings.\(field) \(requirement)", details: ["field": .string(field)])
    }
}

extension WeatherLimits.Limit {
    /// Whether a value keeps to it.
    func allows(_ value: Double) -> Bool { value >= minimum ?? -.infinity && value <= maximum ?? .infinity }

    /// The limit as replies give it.
    var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["min"] = minimum.map(JSONValue.number)
        members["max"] = maximum.map(JSONValue.number)
        return .object(members)
    }

    /// The limit in words.
    var text: String {
        [minimum.map { "at least \($0)" }, maximum.map { "at most \($0)" }].compactMap(\.self)
            .joined(separator: " and ")
    }
}
