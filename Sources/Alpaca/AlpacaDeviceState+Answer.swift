public import FoundationEssentials
import Kernel

extension AlpacaDeviceState {
    /// Reads the body of an answer to `devicestate`.
    ///
    /// This is read several times a second for every device: what each name should have is decoded at once, and only an
    /// answer that is not so is taken apart with tolerance.
    /// - Parameters:
    ///   - type: The type of the device.
    ///   - body: The body.
    /// - Returns: The state, or nil when the value is no list.
    /// - Throws: `AlpacaResponseError`, `failure` with what the device says.
    public static func answer(
        of type: AlpacaDeviceType, _ body: Data
    ) throws(AlpacaResponseError) -> AlpacaDeviceState? {
        // A failed decoding means: tolerance is needed.
        if let answer = try? WireJSON.decode(Answer.self, from: body), answer.errorNumber ?? 0 == 0 {
            let pairs = answer.entries.lazy.map { ($0.name, $0.value) }
            return AlpacaDeviceState(type: type, values: Dictionary(pairs, uniquingKeysWith: { _, last in last }))
        }
        let response = try AlpacaResponse(body: body)
        guard response.errorNumber == .none else { throw .failure(response.errorNumber, response.errorMessage) }
        return AlpacaDeviceState(type: type, deviceState: response.value)
    }

    private struct Answer: Decodable {
        let entries: [Entry]
        let errorNumber: Int64?

        enum CodingKeys: String, CodingKey {
            case entries = "Value"
            case errorNumber = "ErrorNumber"
        }
    }

    private struct Entry: Decodable {
        let name: String
        let value: JSONValue

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case value = "Value"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            value =
                switch AlpacaStateProperty.kind(of: name) {
                case .bool: try container.decodeIfPresent(Bool.self, forKey: .value).map { .bool($0) } ?? .null
                case .text: try container.decodeIfPresent(String.self, forKey: .value).map { .string($0) } ?? .null
                case .integer, .number, .cycle:
                    try container.decodeIfPresent(Double.self, forKey: .value).map { .number($0) } ?? .null
                case nil: .null
                }
        }
    }
}

extension AlpacaStateProperty {
    // The same name means the same kind of value on every type of device.
    private static let kinds = Dictionary(
        AlpacaDeviceType.allCases.flatMap { all(of: $0) }.map { ($0.name, $0.validity) },
        uniquingKeysWith: { first, _ in first })

    /// What a value of a property should be, whatever the type of the device; nil for other names.
    fileprivate static func kind(of name: String) -> Validity? { kinds[name] ?? ofSwitch(name)?.validity }
}
