import Hummingbird
import Kernel
import NIOCore

extension AlpacaResponder {
    // Longer than any client waits; a task must end even when nobody cancels it.
    private static let longest = Duration.seconds(600)

    /// Does what a fault says instead of answering.
    func misbehave(
        _ fault: ServerFault, _ device: any AlpacaDevice, _ call: AlpacaCall, _ answer: CallAnswer,
        _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        switch fault {
        case .delay(let duration):
            try await Task.sleep(for: duration)
            return try await perform(call, on: device, answer, request)
        case .noAnswer:
            return try await silence(context)
        case .lostAnswer:
            _ = try await perform(call, on: device, answer, request)
            return try await silence(context)
        case .hangUp:
            try await context.channel.close()
            return Response(status: .ok)
        case .status(let code, let text):
            return .text(.init(code: max(200, min(code, 599))), text)
        case .body(let text, let type):
            return .ok(ByteBuffer(string: text), type: type)
        case .value(let value):
            return try answer.success(value)
        case .error(let fault):
            return failure(fault, of: call, answer, request)
        }
    }

    private func silence(_ context: ServerContext) async throws -> Response {
        try await Task.sleep(for: Self.longest)
        try await context.channel.close()
        return Response(status: .ok)
    }
}
