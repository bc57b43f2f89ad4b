/// Where a focuser is to go.
public struct FocuserTarget: Decodable, Sendable {
    /// The position in steps.
    public let position: Count
}

/// What is to be set of a focuser; what is absent stays.
public struct FocuserSettings: Decodable, Sendable {
    /// Whether it follows the temperature.
    public let temperatureCompensation: Bool?

    enum CodingKeys: String, CodingKey {
        case temperatureCompensation = "temp_comp"
    }
}
