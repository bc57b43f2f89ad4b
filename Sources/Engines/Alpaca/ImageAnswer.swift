import Alpaca
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The body of an answer that should be a picture, in the form that the server chose.
struct ImageAnswer: Sendable {
    /// How a picture is sent.
    enum Form: Sendable {
        case imageBytes
        case json
        /// The JSON has the sides only; the values are fetched apart.
        case base64
    }

    let form: Form
    let body: Data

    /// Reads a body that may have no more bytes than a number of values takes.
    ///
    /// - Throws: `AlpacaError` `tooLarge`, before the body is read when its length is told.
    init(_ response: HTTPClientResponse, atMost values: Int) async throws {
        let type = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
        if type.hasPrefix(ImageBytes.contentType) {
            form = .imageBytes
        } else if response.headers.first(name: "base64handoff")?.lowercased() == "true" {
            form = .base64
        } else {
            form = .json
        }
        let bytes =
            switch form {
            case .imageBytes: 8
            // A number with its sign, all digits of a Double, an exponent and a comma.
            case .json: 26
            case .base64: 0
            }
        body = try await Self.collect(response, upTo: Self.most(values, bytes))
    }

    /// The most bytes that an answer with a number of values may have.
    static func most(_ values: Int, _ bytesEach: Int) -> Int {
        let (bytes, isTooMany) = values.multipliedReportingOverflow(by: bytesEach)
        return isTooMany ? Int(Int32.max) : min(bytes, Int(Int32.max)) + 64 << 10
    }

    /// Gathers a body without a second copy of it.
    static func collect(_ response: HTTPClientResponse, upTo limit: Int) async throws -> Data {
        let announced = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let announced, announced > limit { throw AlpacaError.tooLarge(limit: limit) }
        var body = Data()
        body.reserveCapacity(announced ?? 0)
        for try await part in response.body {
            guard part.readableBytes <= limit - body.count else { throw AlpacaError.tooLarge(limit: limit) }
            part.withUnsafeReadableBytes { body.append(contentsOf: $0) }
        }
        return body
    }
}
