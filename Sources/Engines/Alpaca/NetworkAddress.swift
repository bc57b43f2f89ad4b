import Glibc

/// An IPv4 address as 4 bytes or an IPv6 address as 16, the latter with its zone where it has one.
public struct NetworkAddress: Sendable, Hashable {
    /// In the order of the network, 4 or 16.
    public let bytes: [UInt8]
    /// The interface that a link-local address belongs to (RFC 4007), by name or number.
    public let zone: String?

    /// Takes 4 or 16 bytes; an IPv4 address in IPv6 clothes is the IPv4 address.
    public init?(bytes: [UInt8], zone: String? = nil) {
        switch bytes.count {
        case 4:
            self.bytes = bytes
            self.zone = nil
        case 16:
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
            self.zone = isMapped ? nil : zone
        default: return nil
        }
    }

    /// Reads an address, IPv6 also in the brackets of URLs and with a zone; nil when it is none.
    public init?(_ text: String) {
        var text = text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if let bytes = Self.parsed(String(text), AF_INET, count: 4) {
            self.init(bytes: bytes)
            return
        }
        var zone: Substring?
        if let sign = text.firstIndex(of: "%") {
            zone = text[text.index(after: sign)...]
            // In a URL the sign itself is escaped (RFC 6874).
            if zone?.hasPrefix("25") == true, zone?.count ?? 0 > 2 { zone = zone?.dropFirst(2) }
            text = text[..<sign]
        }
        guard zone.map({ Self.isZone($0) }) ?? true else { return nil }
        guard let bytes = Self.parsed(String(text), AF_INET6, count: 16) else { return nil }
        self.init(bytes: bytes, zone: zone.map { String($0) })
    }

    private static func parsed(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    // Names of interfaces are at most 15 bytes (netdevice(7)); what would break a URL is none.
    private static func isZone(_ text: Substring) -> Bool {
        (1...15).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
    }
}

extension NetworkAddress {
    /// The address as the host of a URL.
    public var urlHost: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        return "[\(groups.joined(separator: ":"))\(zone.map { "%25" + $0 } ?? "")]"
    }

    /// Whether it counts only on one network of the machine (RFC 4291, section 2.5.6).
    var isLinkLocal: Bool { bytes.count == 16 && bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 }
}
