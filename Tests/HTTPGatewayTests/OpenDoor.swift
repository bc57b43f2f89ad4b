import Access
import AsyncHTTPClient
import FoundationEssentials
import HTTPGateway
import Kernel
import Logging
import NIOCore
import NIOHTTP1
import Support

/// A door for one test, open at a port of its own on this machine, with the file `night/a.fits` behind it.
final class OpenDoor: Sendable {
    /// What a client got.
    struct Answer {
        let status: UInt
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    let door: DownloadDoor
    let folder: Folder
    let time = ManualTime()
    /// The bytes of the file.
    let content = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }
    private let work: Task<Void, any Error>

    init(publicURL: String? = nil) async throws {
        let folder = try Folder()
        try folder.write("images/night/a.fits", Data(content))
        try folder.write("secret", Data("secret".utf8))
        let door = DownloadDoor(
            DownloadAddress(host: "127.0.0.1", port: 0, publicURL: publicURL), directory: folder.path + "/images",
            time: time.source, logger: Logger(label: "test"))
        let ready = Race<Void>()
        work = Task {
            do {
                try await door.run { ready.finish(with: .success(())) }
            } catch {
                ready.finish(with: .failure(error))
                throw error
            }
        }
        try await ready.value()
        self.door = door
        self.folder = folder
    }

    deinit { work.cancel() }

    /// The path of the file.
    var file: String { folder.path + "/images/night/a.fits" }

    /// Closes the door and waits until it is closed.
    func close() async throws {
        work.cancel()
        try await work.value
    }

    /// Offers the file.
    func offer(for lifetime: Duration = .seconds(60)) async throws -> DownloadOffer {
        try await door.offer(file, mediaType: "image/fits", name: "a.fits", for: lifetime)
    }

    /// Asks for an address.
    func ask(_ url: String, _ method: HTTPMethod = .GET, _ headers: HTTPHeaders = [:], body: String? = nil) async throws
        -> Answer
    {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 10 << 20)
        return Answer(status: response.status.code, headers: response.headers, body: Array(bytes.readableBytesView))
    }
}
