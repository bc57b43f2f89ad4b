import Alpaca
import Hummingbird
import Kernel
import Logging
import NIOCore
import Synchronization

/// Answers every request of a server.
final class AlpacaResponder: HTTPResponder {
    let identity: AlpacaServerIdentity
    let directory: DeviceDirectory
    let faults: (any ServerFaults)?
    let logger: Logger
    private let largestBody: Int
    private let transactions = Atomic<UInt32>(0)

    init(
        identity: AlpacaServerIdentity, directory: DeviceDirectory, faults: (any ServerFaults)?, largestBody: Int,
        logger: Logger
    ) {
        self.identity = identity
        self.directory = directory
        self.faults = faults
        self.largestBody = largestBody
        self.logger = logger
    }

    func respond(to request: Request, context: ServerContext) async throws -> Response {
        let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        do {
            switch path.first {
            case "api": return try await deviceCall(Array(path.dropFirst()), request, context)
            case "management": return try management(Array(path.dropFirst()), request)
            case "setup": return try await setup(Array(path.dropFirst()), request)
            case "" where path.count == 1: return .redirect(to: "/setup")
            default: throw Refusal(.notFound, "there is nothing here; devices are below /api/v1, pages below /setup")
            }
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    /// The number of the next answer, from 1; after the last comes 1 again.
    func nextTransaction() -> UInt32 {
        let number = transactions.wrappingAdd(1, ordering: .relaxed).newValue
        return number == 0 ? nextTransaction() : number
    }

    /// The whole body of a request as text.
    func body(of request: Request) async throws -> String {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: largestBody)
        } catch is NIOTooManyBytesError {
            throw Refusal(.contentTooLarge, "the body is too large")
        }
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw Refusal("the body is no text in UTF-8")
        }
        return text
    }
}
