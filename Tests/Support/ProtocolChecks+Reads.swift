import Alpaca
import FoundationEssentials
import Kernel

extension ProtocolChecks {
    private static let badNumbers = ["", " ", "-1", "abc", "1.5", "4294967296"]

    /// Checks a member that is read.
    func readViolations(_ member: AlpacaMember, _ device: Device) async throws -> [String] {
        let path = "\(device.path)/\(member.name)"
        let good = member.goodFields
        let ids = [("ClientID", "4"), ("ClientTransactionID", "4294967295")] as ProtocolClient.Fields
        var found: [String] = []
        // Names in any casing and order, others ignored; numbers are optional.
        let shouting = (good + ids).map { (name: $0.name.uppercased(), value: $0.value) }
        let murmuring = (good + ids).map { (name: $0.name.lowercased(), value: $0.value) }
        for query in [good + ids, ids + good, shouting, murmuring, good + ids + [("Extra", "1")]] {
            found += try await client.get(path, query).violations(of: member.value, transaction: 4_294_967_295)
        }
        found += try await client.get(path, good).violations(of: member.value, transaction: 0)
        for bad in Self.badNumbers {
            for name in ["ClientID", "ClientTransactionID", "clientid", "clienttransactionid"] {
                found += try await client.get(path, good + [(name, bad)]).refusalViolations
            }
        }
        for (index, parameter) in member.parameters.enumerated() {
            found += try await client.get(path, member.fields(without: index)).refusalViolations
            for text in AlpacaMember.badTexts(for: parameter) {
                found += try await client.get(path, member.fields(replacing: index, by: text)).refusalViolations
            }
        }
        // A picture has a form of its own.
        if member.value == .image { found += try await imageViolations(path) }
        return found
    }

    /// Checks a member that the interface's version does not have yet.
    func absenceViolations(_ member: AlpacaMember, _ device: Device) async throws -> [String] {
        let path = "\(device.path)/\(member.name)"
        switch member.verb {
        case .get: return try await client.get(path, member.goodFields).refusalViolations
        case .put: return try await client.put(path, member.goodFields).refusalViolations
        }
    }

    private func imageViolations(_ path: String) async throws -> [String] {
        let reply = try await client.get(
            path, [("ClientTransactionID", "7")], accept: "application/imagebytes, application/json")
        guard reply.contentType.hasPrefix(ImageBytes.contentType) else {
            return reply.violations(of: .image, transaction: 7)
        }
        var found: [String] = []
        let bytes = [UInt8](reply.body.prefix(ImageBytes.headerSize))
        guard bytes.count == ImageBytes.headerSize else { return ["\(reply.request): no whole header"] }
        if bytes[..<4] != [1, 0, 0, 0] { found.append("\(reply.request): not version 1") }
        if bytes[8..<12] != [7, 0, 0, 0] { found.append("\(reply.request): not its transaction") }
        if bytes[12..<16] == [0, 0, 0, 0] { found.append("\(reply.request): no server transaction") }
        do {
            _ = try ImageBytes.decode(reply.body)
        } catch {
            if case .failure = error { return found }
            found.append("\(reply.request): \(error)")
        }
        return found
    }
}
