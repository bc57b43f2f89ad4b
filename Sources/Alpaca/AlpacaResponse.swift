public import FoundationEssentials
public import Kernel

/// The answer of a device or of a server's management, read tolerantly.
///
/// Absent ids, extra fields, a missing `Value` beside an error and `NaN` in place of numbers are all accepted; what is
/// not an answer at all is an `AlpacaResponseError`.
public struct AlpacaResponse: Sendable, Equatable {
    /// The value, `null` when there is none or when it is not a JSON number.
    public let value: JSONValue
    /// The error number, 0 for success.
    public let errorNumber: AlpacaErrorNumber
    /// What the device says about the error.
    public let errorMessage: String
    /// The client's transaction, echoed; 0 when absent.
    public let clientTransactionID: UInt32
    /// The server's transaction; 0 when absent.
    public let serverTransactionID: UInt32

    /// Reads an answer.
    ///
    /// - Parameter body: The body of an HTTP answer.
    /// - Throws: `AlpacaResponseError` when the body is not an Alpaca answer.
    public init(body: Data) throws(AlpacaResponseError) {
        guard let first = body.first(where: { !Self.isBlank($0) }) else { throw .empty }
        guard first != UInt8(ascii: "<") else { throw .notJSON(isHTML: true) }
        let strict = try AlpacaJSON.strict(body)
        let json: JSONValue
        do {
            json = try WireJSON.decode(JSONValue.self, from: strict)
        } catch {
            throw .notJSON(isHTML: false)
        }
        // python-alpaca-server leaves everything out that is nothing: a done command is answered by its ids alone.
        guard let members = json.members, Self.fields.contains(where: { members[$0] != nil }) else {
            throw .notAnAnswer
        }
        value = members["Value"] ?? .null
        errorNumber = try Self.errorNumber(members["ErrorNumber"])
        errorMessage = members["ErrorMessage"]?.text ?? ""
        clientTransactionID = members["ClientTransactionID"]?.whole.flatMap(UInt32.init(exactly:)) ?? 0
        serverTransactionID = members["ServerTransactionID"]?.whole.flatMap(UInt32.init(exactly:)) ?? 0
    }

    private static let fields = ["Value", "ErrorNumber", "ServerTransactionID", "ClientTransactionID"]

    private static func errorNumber(_ field: JSONValue?) throws(AlpacaResponseError) -> AlpacaErrorNumber {
        switch field {
        case nil, .null: return .none
        case .some(let field):
            // An error number that cannot be read must not pass for success.
            guard let number = field.whole else { throw .notAnAnswer }
            return AlpacaErrorNumber(wire: number)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF: true
        default: false
        }
    }
}
