import Hummingbird
import Kernel
import NIOCore

/// Answers every request at the door for downloads.
struct DownloadResponder: HTTPResponder {
    let door: DownloadDoor
    let time: TimeSource

    private static let prefix = "/files/"

    func respond(to request: Request, context: DownloadContext) async throws -> Response {
        let path = request.uri.path
        guard request.method == .get || request.method == .head, path.hasPrefix(Self.prefix),
            let (offer, file) = await door.lend(path.dropFirst(Self.prefix.count))
        else { return Response(status: .notFound) }
        let size = file.identity.size
        var headers = Self.headers(of: offer)
        if Self.names(request.headers[.ifNoneMatch], offer.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = offer.mediaType
        headers[.contentDisposition] = "attachment; filename=\"\(offer.name)\""
        guard request.method == .get else {
            headers[.contentLength] = "\(size)"
            return Response(status: .ok, headers: headers)
        }
        switch Self.range(request, offer, size) {
        case .whole:
            return Response(status: .ok, headers: headers, body: body(file, 0..<size, context))
        case .part(let part):
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            return Response(status: .partialContent, headers: headers, body: body(file, part, context))
        case .unsatisfiable:
            return Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
        }
    }

    private static func headers(of offer: OfferedFile) -> HTTPFields {
        [
            .eTag: offer.entityTag, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
            .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
    }

    // A part of another version than the client has is of no use to it (RFC 9110, section 13.1.5).
    private static func range(_ request: Request, _ offer: OfferedFile, _ size: Int) -> ByteRange {
        if let known = request.headers[.ifRange], known != offer.entityTag { return .whole }
        return ByteRange(request.headers[.range], of: size)
    }

    // Weak comparison (RFC 9110, section 13.1.2).
    private static func names(_ header: String?, _ entityTag: String) -> Bool {
        guard let header else { return false }
        return header == "*"
            || header.split(separator: ",").contains { tag in
                let tag = tag.drop { $0 == " " }.prefix { $0 != " " }
                return tag == entityTag || tag == "W/" + entityTag
            }
    }

    private func body(_ file: LentFile, _ part: Range<Int>, _ context: DownloadContext) -> ResponseBody {
        let time = time
        return ResponseBody(contentLength: part.count) { writer in
            let progress = Progress()
            let watch = Task { if await progress.stalls(time) { context.channel.close(promise: nil) } }
            defer { watch.cancel() }
            var offset = part.lowerBound
            while offset < part.upperBound {
                let piece = try await file.read(at: offset, part.upperBound - offset)
                offset += piece.readableBytes
                try await writer.write(piece)
                progress.step()
            }
            // From its end on the connection counts as idle, and what then is not sent in time is lost: until it takes more,
            // there is too much left. The event loop knows of that only after the last piece.
            try await context.channel.eventLoop.submit {}.get()
            try await writer.write(ByteBuffer())
            try await writer.finish(nil)
        }
    }
}
