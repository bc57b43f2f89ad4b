import Alpaca
import Kernel

/// Something that is read of a device while one of its motions is watched.
enum MotionProperty: Sendable, Hashable {
    /// A property of its operational state.
    case state(AlpacaStateProperty)
    /// The value of a switch.
    case switchValue(Int)
    /// Whether an asynchronous change of a switch is over.
    case switchComplete(Int)

    /// The name under which a condition asks for it: that of ASCOM's DeviceState.
    var name: String {
        switch self {
        case .state(let property): property.name
        case .switchValue(let id): "GetSwitchValue\(id)"
        case .switchComplete(let id): "StateChangeComplete\(id)"
        }
    }

    /// The member that gives it.
    var member: String {
        switch self {
        case .state(let property): property.member
        case .switchValue: "getswitchvalue"
        case .switchComplete: "statechangecomplete"
        }
    }

    /// The arguments of that member.
    var arguments: [String: AlpacaArgument] {
        switch self {
        case .state: [:]
        case .switchValue(let id), .switchComplete(let id): ["Id": .integer(id)]
        }
    }

    /// The value when it is believable, else nil.
    func believable(_ value: JSONValue) -> JSONValue? {
        switch self {
        case .state(let property): return property.believable(value)
        case .switchValue:
            guard let number = value.double, number.isFinite else { return nil }
            return .number(number)
        case .switchComplete: return value.boolean.map(JSONValue.bool)
        }
    }

    /// The properties of a type of device with these names; one that the type does not have is left out.
    static func named(_ names: Set<String>, of type: AlpacaDeviceType) -> [MotionProperty] {
        AlpacaStateProperty.all(of: type).filter { names.contains($0.name) }.map(MotionProperty.state)
    }
}
