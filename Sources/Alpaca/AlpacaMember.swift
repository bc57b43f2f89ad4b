/// One member of a device interface: how it is called and what it gives.
public struct AlpacaMember: Sendable, Hashable {
    /// The HTTP method of a member: reads are `GET`, everything else is `PUT`.
    public enum Verb: String, Sendable {
        case get = "GET"
        case put = "PUT"
    }

    /// The interface version from which a member exists.
    public enum Since: Sendable, Hashable {
        case always
        case platform7
        case version(Int)
    }

    /// A parameter: its name in the exact casing that a `PUT` needs, and its type.
    public struct Parameter: Sendable, Hashable {
        /// The exact name.
        public let name: String
        /// The type of its value.
        public let type: AlpacaValueType
    }

    /// The last element of the URL's path, lower case.
    public let name: String
    /// The HTTP method.
    public let verb: Verb
    /// The parameters, in the order of the reference.
    public let parameters: [Parameter]
    /// The type of `Value`, or nil when the member returns none.
    public let value: AlpacaValueType?
    /// The interface version that brought it.
    public let since: Since

    static func get(
        _ name: String, _ value: AlpacaValueType, since: Since = .always
    ) -> AlpacaMember {
        AlpacaMember(name: name, verb: .get, parameters: [], value: value, since: since)
    }

    static func get(
        _ name: String, _ parameters: KeyValuePairs<String, AlpacaValueType>, _ value: AlpacaValueType,
        since: Since = .always
    ) -> AlpacaMember {
        AlpacaMember(name: name, verb: .get, parameters: list(parameters), value: value, since: since)
    }

    static func put(
        _ name: String, _ parameters: KeyValuePairs<String, AlpacaValueType> = [:],
        returns value: AlpacaValueType? = nil, since: Since = .always
    ) -> AlpacaMember {
        AlpacaMember(name: name, verb: .put, parameters: list(parameters), value: value, since: since)
    }

    private static func list(_ parameters: KeyValuePairs<String, AlpacaValueType>) -> [Parameter] {
        parameters.map { Parameter(name: $0.key, type: $0.value) }
    }
}

extension AlpacaMember {
    /// Whether a device of a type has this member at an interface version.
    public func exists(on type: AlpacaDeviceType, version: Int) -> Bool {
        switch since {
        case .always: true
        case .platform7: version >= type.platform7Version
        case .version(let first): version >= first
        }
    }
}
