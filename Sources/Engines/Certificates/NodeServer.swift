/// A server that a node brings itself and that shows a certificate to other machines.
///
/// Each has a certificate and a key of its own: they run as different users, and who takes one over is not the other.
public enum NodeServer: String, Sendable, CaseIterable {
    case broker, database

    /// What its certificate is called by on a node: no host name, so that nobody can ask for it.
    func domain(on node: String) -> String { "\(rawValue):\(node)" }

    /// Whether a text is what such a certificate is called by.
    static func isDomain(_ text: String) -> Bool {
        guard let server = allCases.first(where: { text.hasPrefix("\($0.rawValue):") }) else { return false }
        let node = text.utf8.dropFirst(server.rawValue.utf8.count + 1)
        return (1...48).contains(node.count) && node.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
    }
}
