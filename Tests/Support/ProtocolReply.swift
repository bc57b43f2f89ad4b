import Alpaca
import FoundationEssentials
import Kernel

/// What a server answered to one request.
struct ProtocolReply: Sendable {
    let request: String
    let status: Int
    let contentType: String
    let body: Data

    /// The body, when it is JSON.
    var json: JSONValue? { try? WireJSON.decode(JSONValue.self, from: body) }

    /// The error number of an answer.
    var errorNumber: Int64? { json?["ErrorNumber"]?.whole }

    /// What is wrong with a request that must be refused.
    var refusalViolations: [String] {
        guard (400..<500).contains(status) else { return ["\(request): answered \(status) instead of refusing"] }
        guard contentType.hasPrefix("text/plain") else {
            return ["\(request): refused with \(contentType) instead of plain text"]
        }
        return body.isEmpty ? ["\(request): refused without a word"] : []
    }

    /// What is wrong with an answer: status, type, the four fields and their casing, the ids and the value's type.
    func violations(of value: AlpacaValueType?, transaction: Int64) -> [String] {
        guard status == 200 else { return ["\(request): answered \(status) \(text)"] }
        guard contentType.hasPrefix("application/json") else { return ["\(request): answered with \(contentType)"] }
        guard let json, let members = json.members else { return ["\(request): answered with no JSON object"] }
        var found: [String] = []
        var allowed: Set<String> = [
            "ClientTransactionID", "ServerTransactionID", "ErrorNumber", "ErrorMessage", "Value",
        ]
        if value == .image { allowed.formUnion(["Type", "Rank"]) }
        let unknown = Set(members.keys).subtracting(allowed)
        if !unknown.isEmpty { found.append("\(request): unknown fields \(unknown.sorted())") }
        if json["ClientTransactionID"]?.whole != transaction { found.append("\(request): not its transaction") }
        if (json["ServerTransactionID"]?.whole ?? 0) < 1 { found.append("\(request): no server transaction") }
        guard let number = errorNumber, let message = json["ErrorMessage"]?.text else {
            return found + ["\(request): no error number and message"]
        }
        if number == 0 {
            if !message.isEmpty { found.append("\(request): a message without an error") }
            if let value, !Self.isValue(json["Value"], value) { found.append("\(request): no \(value): \(text)") }
            if value == nil, json["Value"] != nil { found.append("\(request): a value where there is none") }
        } else if message.isEmpty {
            found.append("\(request): error \(number) without a message")
        }
        return found
    }

    private var text: String { String(decoding: body.prefix(200), as: UTF8.self) }

    private static func isValue(_ value: JSONValue?, _ type: AlpacaValueType) -> Bool {
        guard let value else { return false }
        switch type {
        case .bool: return value.boolean != nil
        case .integer: return value.whole.flatMap(Int32.init(exactly:)) != nil
        case .double: return value.double != nil
        case .string: return value.text != nil
        case .date: return value.text.flatMap(Timestamp.date) != nil
        case .fitsDate: return value.text.map { Timestamp.date($0 + "Z") != nil } ?? false
        case .strings: return value.elements?.allSatisfy { $0.text != nil } ?? false
        case .integers: return value.elements?.allSatisfy { $0.whole != nil } ?? false
        case .objects: return value.elements?.allSatisfy(isPair) ?? false
        case .image: return value.elements?.allSatisfy { $0.elements != nil } ?? false
        }
    }

    // Entries of DeviceState and of AxisRates, in exactly this casing.
    private static func isPair(_ value: JSONValue) -> Bool {
        let names = Set(value.members?.keys.map { $0 } ?? [])
        return names == ["Name", "Value"] || names == ["Maximum", "Minimum"]
    }
}
