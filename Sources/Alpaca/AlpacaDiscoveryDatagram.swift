import FoundationEssentials
import Kernel

/// The two datagrams of Alpaca discovery.
///
/// Source: ASCOM Alpaca API Reference, section 4.
public enum AlpacaDiscoveryDatagram {
    /// The port on which servers listen unless told otherwise.
    public static let standardPort = 32227

    /// What a client sends: the word and version 1.
    public static let request = Array("alpacadiscovery1".utf8)

    /// Whether a datagram is a request of version 1; what follows is reserved.
    public static func isRequest(_ datagram: some Collection<UInt8>) -> Bool { datagram.starts(with: request) }

    /// What a server answers: the TCP port on which it listens.
    public static func reply(port: Int) -> [UInt8] { Array("{\"AlpacaPort\":\(port)}".utf8) }

    private struct Reply: Decodable {
        let port: Int

        enum CodingKeys: String, CodingKey {
            case port = "AlpacaPort"
        }
    }

    /// The TCP port that a server announces, or nil when the datagram is no valid reply.
    public static func port(in reply: some Collection<UInt8>) -> Int? {
        // A reply is some twenty bytes; anything long is not one and is not parsed.
        guard reply.count <= 512 else { return nil }
        // A failed parse means: not a reply.
        guard let port = (try? WireJSON.decode(Reply.self, from: Data(reply)))?.port else { return nil }
        return (1...65535).contains(port) ? port : nil
    }
}
