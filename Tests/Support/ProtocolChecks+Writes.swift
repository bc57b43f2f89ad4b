import Alpaca

extension ProtocolChecks {
    /// Checks a member that is called.
    func writeViolations(_ member: AlpacaMember, _ device: Device) async throws -> [String] {
        let path = "\(device.path)/\(member.name)"
        let good = member.goodFields
        let ids = [("ClientID", "4"), ("ClientTransactionID", "77")] as ProtocolClient.Fields
        var found: [String] = []
        for (index, parameter) in member.parameters.enumerated() {
            found += try await client.put(path, member.fields(without: index) + ids).refusalViolations
            found += try await client.put(path, member.fields(invertingNameOf: index) + ids).refusalViolations
            for text in AlpacaMember.badTexts(for: parameter) {
                found += try await client.put(path, member.fields(replacing: index, by: text) + ids)
                    .refusalViolations
            }
        }
        for (name, bad) in [
            ("ClientID", ""), ("ClientID", " "), ("ClientID", "-1"), ("ClientID", "abc"), ("ClientTransactionID", ""),
            ("ClientTransactionID", " "), ("ClientTransactionID", "-1"), ("ClientTransactionID", "abc"),
        ] {
            found += try await client.put(path, good + [(name, bad)]).refusalViolations
        }
        guard !leftOut.contains(member.name) else { return found }
        for form in [good + ids, ids + good.reversed(), [("Extra", "1")] + ids + good] {
            found += try await client.put(path, form).violations(of: member.value, transaction: 77)
        }
        // In another casing the client's numbers are no numbers of the client, good or bad.
        for form in [[("clientid", "4"), ("clienttransactionid", "77")], [("CLIENTTRANSACTIONID", "abc")]] {
            found += try await client.put(path, good + form).violations(of: member.value, transaction: 0)
        }
        return found
    }
}
