import Alpaca
import AlpacaServer
import Kernel
import Synchronization

/// A device that answers every member from a table: a value of the member's type, or what a test put there.
final class TableDevice: ConfigurableDevice {
    enum Answer: Sendable {
        case output(AlpacaOutput)
        case fault(AlpacaFault)
        case slow(Duration)
    }

    let type: AlpacaDeviceType
    let interfaceVersion: Int
    let name: String
    let uniqueID: String
    let summary: String
    private let answers: [String: Answer]
    private let calls = Mutex<[AlpacaCall]>([])
    private let fields = Mutex<[String: String]>([:])

    init(
        _ type: AlpacaDeviceType, version: Int? = nil, name: String = "Table", summary: String = "answers from a table",
        answers: [String: Answer] = [:]
    ) {
        self.type = type
        interfaceVersion = version ?? type.platform7Version
        self.name = name
        uniqueID = "table-\(type.rawValue)-\(name)"
        self.summary = summary
        self.answers = answers
    }

    /// What has been asked, in order.
    var asked: [AlpacaCall] { calls.withLock { $0 } }

    func perform(_ call: AlpacaCall) async throws(AlpacaFault) -> AlpacaOutput {
        calls.withLock { $0.append(call) }
        switch answers[call.member.name] {
        case .output(let output): return output
        case .fault(let fault): throw fault
        case .slow(let duration):
            // Cancelled means that the server stops.
            try? await Task.sleep(for: duration)
            return usual(call.member)
        case nil: return usual(call.member)
        }
    }

    func setupPage() async -> String {
        "<form method=\"post\"><input name=\"place\" value=\"\(HTMLText.escaped(fields.withLock { $0["place"] ?? "" }))\"></form>"
    }

    func applySetup(_ fields: [String: String]) async throws(AlpacaFault) {
        guard fields["place"]?.isEmpty == false else { throw AlpacaFault(.invalidValue, "where is <it>?") }
        self.fields.withLock { $0 = fields }
    }

    private func usual(_ member: AlpacaMember) -> AlpacaOutput {
        switch (member.value, member.name) {
        case (nil, _): .none
        case (_, "interfaceversion"): .value(.integer(Int64(interfaceVersion)))
        case (_, "devicestate"): .value([["Name": "Position", "Value": 1.5]])
        case (.objects, _): .value([["Minimum": 0, "Maximum": 3.5]])
        case (.bool, _): .value(true)
        case (.integer, _): .value(7)
        case (.double, _): .value(23.9345)
        case (.string, _): .value("a \"text\"\n\u{1}with \\ and é")
        case (.strings, _): .value(["one", "two"])
        case (.integers, _): .value([1, 2])
        case (.date, _): .value("2026-01-02T03:04:05.1234567Z")
        case (.fitsDate, _): .value("2026-01-02T03:04:05.123")
        case (.image, _):
            AlpacaImage(width: 3, height: 2, samples: .uint16([1, 2, 3, 4, 5, 600])).map { .image($0) } ?? .none
        }
    }
}
