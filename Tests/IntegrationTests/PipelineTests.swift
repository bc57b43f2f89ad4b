import FoundationEssentials
import Glibc
import Kernel
import Support
import Testing

extension Integration {
    /// Promise 1 of 3-protocol at the socket of the node's own machine, for those who ask a lot before they read.
    @Suite struct PipelineTests {
        @Test func whoReadsLateIsAnsweredAsOftenAsHeAsked() async throws {
            try await withNode { node in
                let ids = (0..<4_000).map { "late-\($0)" }
                var lines = Data()
                for id in ids { lines += try Self.line(id) }
                let answers = try await Self.answers(
                    to: lines, at: node.record.controlSocket, readingAfter: .seconds(3), atMost: ids.count)
                #expect(answers.count == ids.count)
                #expect(Set(answers.compactMap { $0.json["correlation_id"]?.text }) == Set(ids))
                #expect(answers.allSatisfy { $0.succeeded || $0.code == "too_many_requests" })
            }
        }

        @Test func aLineThatIsTooLongIsAnsweredBeforeTheEnd() async throws {
            try await withNode { node in
                let lines = try Self.line("before") + Data(repeating: UInt8(ascii: "x"), count: 400 << 10)
                let answers = try await Self.answers(
                    to: lines, at: node.record.controlSocket, readingAfter: .zero, atMost: 3)
                #expect(answers.count == 2)
                #expect(answers.contains { $0.json["correlation_id"] == "before" && $0.succeeded })
                let refusal = try #require(answers.first { $0.json["correlation_id"] != "before" })
                #expect(refusal.code == "invalid_request")
                #expect(refusal.details["limit"] == 262_144)
            }
        }

        private static func line(_ id: String) throws -> Data {
            let members: JSONValue = [
                "topic": "security/auth/validate", "message_id": .string(id), "payload": ["token": "x"],
            ]
            return try WireJSON.encode(members) + [0x0A]
        }

        // Until there are enough, the node closes the connection, or half a minute is over.
        private static func answers(
            to lines: Data, at path: String, readingAfter pause: Duration, atMost most: Int
        ) async throws -> [Answer] {
            let heard = try await Task.detached { try exchange(lines, at: path, readingAfter: pause, most) }.value
            return try heard.split(separator: 0x0A).map { try Answer(line: String(decoding: $0, as: UTF8.self)) }
        }

        private static func exchange(
            _ lines: Data, at path: String, readingAfter pause: Duration, _ most: Int
        ) throws -> Data {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            let connected = withUnsafeBytes(of: address) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
                }
            }
            guard connected == 0 else { throw ServiceError(.unavailable, "cannot connect to \(path): errno \(errno)") }
            let begun = ContinuousClock.now
            var (sent, heard, count) = (0, Data(), 0)
            var space = [UInt8](repeating: 0, count: 64 << 10)
            while count < most, ContinuousClock.now - begun < pause + .seconds(30) {
                let isReading = ContinuousClock.now - begun >= pause
                let wanted = Int16(sent < lines.count ? POLLOUT : 0) | Int16(isReading ? POLLIN : 0)
                var state = pollfd(fd: descriptor, events: wanted, revents: 0)
                poll(&state, 1, 100)
                if sent < lines.count {
                    let piece = Array(lines.dropFirst(sent).prefix(64 << 10))
                    sent += max(0, send(descriptor, piece, piece.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)))
                }
                guard isReading else { continue }
                let got = recv(descriptor, &space, space.count, Int32(MSG_DONTWAIT))
                if got < 0, errno == EAGAIN { continue }
                guard got > 0 else { break }
                heard += space[..<got]
                count += space[..<got].count { $0 == 0x0A }
            }
            return heard
        }
    }
}
