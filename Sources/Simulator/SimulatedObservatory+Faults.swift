import Alpaca
public import AlpacaServer
import FoundationEssentials
import Kernel

/// The faults that the server shows for a device; those of the device itself are in its parts.
extension SimulatedObservatory: ServerFaults {
    /// What goes wrong with a call.
    ///
    /// The action that switches faults always goes right: else nobody could switch them off.
    public func fault(for device: any AlpacaDevice, _ call: AlpacaCall) -> ServerFault? {
        let faults = faults(of: device.type)
        guard !faults.isEmpty, call.member.name != "action" else { return nil }
        if faults.contains(.timeout) { return .noAnswer }
        if faults.contains(.http500) { return .status(500, "simulated failure") }
        if faults.contains(.html) {
            return .body("<html><body><h1>It works!</h1></body></html>", contentType: "text/html")
        }
        if faults.contains(.garbage) { return .body("{\"Value\":", contentType: "application/json") }
        if faults.contains(.error) { return .error(AlpacaFault(.unspecified, "simulated error of the driver")) }
        if faults.contains(.wrong), let value = call.member.value?.wrong { return .value(value) }
        if faults.contains(.nan), let value = Self.notANumber(call.member, device.type) {
            return .body(
                #"{"Value":\#(value),"ClientTransactionID":0,"ServerTransactionID":1,"ErrorNumber":0,"ErrorMessage":""}"#,
                contentType: "application/json")
        }
        return faults.contains(.slow) ? .delay(.seconds(3)) : nil
    }

    /// What a driver writes that divided by zero; nil for members without a number.
    private static func notANumber(_ member: AlpacaMember, _ type: AlpacaDeviceType) -> String? {
        if member.value == .double { return "NaN" }
        guard member.name == "devicestate" else { return nil }
        let numbers = AlpacaStateProperty.all(of: type).filter { property in
            switch property.validity {
            case .number, .cycle: true
            case .bool, .text, .integer: false
            }
        }
        return "[" + numbers.map { #"{"Name":"\#($0.name)","Value":NaN}"# }.joined(separator: ",") + "]"
    }

    /// Does the action `simulator:fault`.
    ///
    /// - Parameters:
    ///   - type: The device.
    ///   - parameters: A JSON object: each fault's name with `true` or `false`; `{}` changes nothing.
    /// - Returns: All faults of the device in the same form.
    /// - Throws: `invalidValue` for anything else.
    func switchFaults(of type: AlpacaDeviceType, _ parameters: String) throws(AlpacaFault) -> String {
        // What is no JSON is no object either.
        let value = try? WireJSON.decode(JSONValue.self, from: Data(parameters.utf8))
        guard let members = value?.members else {
            throw .invalidValue(#"Parameters must be a JSON object such as {"slow": true}"#)
        }
        var changes: [(FaultKind, Bool)] = []
        for (name, value) in members {
            guard let fault = FaultKind(rawValue: name), fault.concerns(type), let isOn = value.boolean else {
                throw .invalidValue(
                    "the faults are " + FaultKind.all(of: type).map(\.rawValue).joined(separator: ", ")
                        + ", each true or false")
            }
            changes.append((fault, isOn))
        }
        for (fault, isOn) in changes { try set(fault, of: type, to: isOn) }
        let faults = faults(of: type)
        let all = FaultKind.all(of: type).map { ($0.rawValue, JSONValue.bool(faults.contains($0))) }
        do {
            return try WireJSON.text(JSONValue.object(Dictionary(all, uniquingKeysWith: { _, last in last })))
        } catch {
            throw AlpacaFault(.unspecified, "the faults cannot be written")
        }
    }
}

extension AlpacaValueType {
    /// A value of another type.
    fileprivate var wrong: JSONValue? {
        switch self {
        case .bool: "maybe"
        case .integer, .double: "many"
        case .string, .date, .fitsDate: 42
        case .strings, .integers, .objects: ["no": "list"]
        // A picture has its own answer.
        case .image: "no picture"
        }
    }
}
