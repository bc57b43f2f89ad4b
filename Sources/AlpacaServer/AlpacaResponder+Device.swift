import Alpaca
import Hummingbird
import Kernel
import Logging
import NIOCore

extension AlpacaResponder {
    /// Answers `/api/v1/{type}/{number}/{member}`.
    func deviceCall(_ path: [Substring], _ request: Request, _ context: ServerContext) async throws -> Response {
        guard path.count == 4, path[0] == "v1" else {
            throw Refusal(.notFound, "devices are at /api/v1/{type}/{number}/{member}")
        }
        let verb = try Self.verb(of: request)
        let device = try directory.device(path[1], path[2])
        let member = try Self.member(String(path[3]), verb, of: device)
        let text = verb == .put ? try await body(of: request) : request.uri.query ?? ""
        let parameters = try CallParameters(text, verb)
        let clientID = try parameters.clientNumber("ClientID")
        let answer = CallAnswer(
            clientTransactionID: try parameters.clientNumber("ClientTransactionID"),
            serverTransactionID: nextTransaction())
        let call = AlpacaCall(member: member, arguments: try parameters.arguments(of: member), clientID: clientID)
        if let fault = faults?.fault(for: device, call) {
            return try await misbehave(fault, device, call, answer, request, context)
        }
        return try await perform(call, on: device, answer, request)
    }

    /// Lets a device do what was asked and writes its answer.
    func perform(
        _ call: AlpacaCall, on device: any AlpacaDevice, _ answer: CallAnswer, _ request: Request
    ) async throws -> Response {
        let output: AlpacaOutput
        do {
            output = try await device.perform(call)
        } catch {
            return failure(error, of: call, answer, request)
        }
        switch (output, call.member.value) {
        case (.none, nil): return try answer.success(nil)
        case (.image(let image), .image): return self.image(image, answer, request)
        case (.value(let value), .some):
            guard let value = call.member.conforming(value), let response = try? answer.success(value) else {
                // A number that JSON has no word for is the only error, and no different from another wrong value.
                return breach(call, device)
            }
            return response
        default: return breach(call, device)
        }
    }

    // The device's own fault, not the client's: 500 in plain text (ASCOM Alpaca API Reference, HTTP status codes).
    private func breach(_ call: AlpacaCall, _ device: any AlpacaDevice) -> Response {
        logger.error(
            "A device gave no value of the member's type.",
            metadata: ["device.name": "\(device.name)", "alpaca.member": "\(call.member.name)"])
        return .text(.internalServerError, "\(device.name) gave no proper value for \(call.member.name)")
    }

    private static func verb(of request: Request) throws(Refusal) -> AlpacaMember.Verb {
        switch request.method {
        case .get: return .get
        case .put: return .put
        default: throw Refusal(.methodNotAllowed, "members are read with GET and called with PUT", allowed: "GET, PUT")
        }
    }

    private static func member(
        _ name: String, _ verb: AlpacaMember.Verb, of device: any AlpacaDevice
    ) throws(Refusal) -> AlpacaMember {
        let version = device.interfaceVersion
        func exists(_ verb: AlpacaMember.Verb) -> AlpacaMember? {
            AlpacaMember.named(name, verb, of: device.type).flatMap {
                $0.exists(on: device.type, version: version) ? $0 : nil
            }
        }
        if let member = exists(verb) { return member }
        let other: AlpacaMember.Verb = verb == .get ? .put : .get
        guard exists(other) != nil else {
            throw Refusal("a \(device.type.rawValue) of interface version \(version) has no member with this name")
        }
        throw Refusal(.methodNotAllowed, "\(name) is called with \(other.rawValue)", allowed: other.rawValue)
    }
}
