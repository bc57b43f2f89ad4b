import AsyncHTTPClient
import FoundationEssentials
import Kernel
import NIOCore
import NIOHTTP1
import NIOSSL

/// Exchanges bytes with an ACME server: over TLS only, to exactly the address that was asked, with a limit for everything.
struct ACMETransport: Sendable {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let body: Data
        let nonce: String?
        let location: String?
        let retryAfter: Duration?
        let isProblem: Bool

        /// Whether the status is a good one.
        var isSuccess: Bool { (200..<300).contains(status) }
    }

    /// The largest answer that is read; a chain of ten certificates has a tenth of that.
    static let largestAnswer = 256 << 10
    private static let patience = TimeAmount.seconds(20)

    let client: HTTPClient
    let time: TimeSource

    /// How connections to a server are made.
    ///
    /// - Parameter rootFile: Roots in PEM that are trusted besides those of the system; empty for none.
    /// - Returns: Verified TLS, no redirects.
    /// - Throws: `invalid_state` when the file cannot be used.
    static func configuration(rootFile: String) throws(ServiceError) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if !rootFile.isEmpty { tls.additionalTrustRoots = [.certificates(try RootFile.certificates(at: rootFile))] }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        // Some servers speak no HTTP/2 well, and a dozen requests gain nothing by it.
        configuration.httpVersion = .http1Only
        return configuration
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - method: `GET`, `HEAD` or `POST`.
    ///   - url: Where to; only `https`, and only a port that can be.
    ///   - body: What is posted, as `application/jose+json` (RFC 8555, section 6.2).
    ///   - accept: What the answer should be.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `unavailable` when there is none.
    func send(
        _ method: HTTPMethod, _ url: String, _ body: Data? = nil, accept: String = "application/json"
    ) async throws(ServiceError) -> Answer {
        // NIO ends the process for a port that is none (SocketAddress.swift, "Not enough bits").
        guard ACMEConfiguration.isDirectoryURL(url) else {
            throw ServiceError(.unavailable, "the ACME server named an address that is none")
        }
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "User-Agent", value: "bigskies")
        request.headers.add(name: "Accept", value: accept)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/jose+json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            let response = try await client.execute(request, timeout: Self.patience)
            return answer(response, try await response.body.collect(upTo: Self.largestAnswer))
        } catch {
            throw failure(error, at: URL(string: url)?.host() ?? "")
        }
    }

    private func answer(_ response: HTTPClientResponse, _ body: ByteBuffer) -> Answer {
        let headers = response.headers
        return Answer(
            status: Int(response.status.code), body: Data(body.readableBytesView),
            nonce: headers.first(name: "Replay-Nonce"), location: headers.first(name: "Location"),
            retryAfter: RetryAfter.wait(headers.first(name: "Retry-After"), at: time.date()),
            isProblem: headers.first(name: "Content-Type")?.hasPrefix("application/problem+json") == true)
    }

    private func failure(_ error: any Error, at host: String) -> ServiceError {
        switch error {
        case is CancellationError: ServiceError(wrapping: error)
        case is NIOTooManyBytesError:
            ServiceError(.unavailable, "the ACME server \(host) answered with too much", cause: error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            ServiceError(
                .unavailable, "the certificate of the ACME server \(host) is not trusted, or TLS failed",
                details: ["cure": "for a server of your own, name its root in acme_root_file"], cause: error)
        default: ServiceError(.unavailable, "the ACME server \(host) cannot be reached", cause: error)
        }
    }
}
