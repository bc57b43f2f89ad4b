/// The host names for which certificates may be asked from outside: exact ones, and all below a domain.
public struct AllowedDomains: Sendable, Equatable {
    private let exact: Set<String>
    private let suffixes: [String]

    /// Reads a list of names such as `dome.example.org` and `*.example.org`; nil when one of them is neither.
    ///
    /// An empty list allows nothing.
    public init?(_ patterns: [String]) {
        var exact: Set<String> = []
        var suffixes: [String] = []
        for pattern in patterns.map({ $0.lowercased() }) {
            let isSuffix = pattern.hasPrefix("*.")
            let name = isSuffix ? String(pattern.dropFirst(2)) : pattern
            guard Self.isDomain(name) else { return nil }
            if isSuffix { suffixes.append("." + name) } else { exact.insert(name) }
        }
        (self.exact, self.suffixes) = (exact, suffixes)
    }

    /// Whether a host name is one of them; `*.example.org` allows every name below `example.org`, not the domain itself.
    public func allows(_ host: String) -> Bool {
        let host = host.lowercased()
        return exact.contains(host) || suffixes.contains { host.hasSuffix($0) && host.utf8.count > $0.utf8.count }
    }

    /// Whether a text is a domain name of at least two labels (RFC 1123, section 2.1).
    static func isDomain(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (1...253).contains(name.utf8.count) && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy(isLabelByte)
            }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
