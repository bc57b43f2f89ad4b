import Hummingbird

/// Answers every request at the door for challenges.
struct ChallengeResponder: HTTPResponder {
    private static let prefix = "/.well-known/acme-challenge/"

    let door: HTTPChallengeDoor

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = request.uri.path
        guard request.method == .get || request.method == .head, path.hasPrefix(Self.prefix),
            let answer = await door.answer(to: path.dropFirst(Self.prefix.count))
        else { return Response(status: .notFound) }
        // The media type of RFC 8555, section 8.3.
        let headers: HTTPFields = [.contentType: "application/octet-stream", .cacheControl: "no-store"]
        guard request.method == .get else { return Response(status: .ok, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
    }
}
