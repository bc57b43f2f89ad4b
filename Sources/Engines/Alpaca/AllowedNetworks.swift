/// The networks in which Alpaca servers may be: nobody makes this machine call others.
public struct AllowedNetworks: Sendable, Equatable {
    /// A network as address and prefix length, such as `10.0.0.0/8`.
    struct Network: Sendable, Equatable {
        let address: NetworkAddress
        let length: Int

        /// Reads a network; nil when it is none.
        init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = parts.first, parts.count <= 2, let address = NetworkAddress(String(first)) else {
                return nil
            }
            let bits = address.bytes.count * 8
            let length = parts.count == 2 ? Int(parts[1]) : bits
            guard let length, (0...bits).contains(length) else { return nil }
            self.address = address
            self.length = length
        }

        /// Whether an address is in the network.
        func contains(_ other: NetworkAddress) -> Bool {
            guard other.bytes.count == address.bytes.count else { return false }
            var left = length
            for (mine, theirs) in zip(address.bytes, other.bytes) {
                guard left > 0 else { return true }
                let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
                guard mine & mask == theirs & mask else { return false }
                left -= 8
            }
            return true
        }
    }

    /// Loopback, private and link-local addresses (RFC 1122, 1918, 3927, 4193, 4291).
    public static let standard = [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7",
        "fe80::/10",
    ]

    /// No network at all.
    public static let none = AllowedNetworks(networks: [])

    private let networks: [Network]

    /// Reads addresses with or without a prefix length; nil when one of the texts is none.
    public init?(_ texts: [String]) {
        let networks = texts.map { Network($0) }
        guard !networks.contains(nil) else { return nil }
        self.init(networks: networks.compactMap(\.self))
    }

    /// Allows the `standard` networks.
    public init() { self.init(networks: Self.standard.compactMap { Network($0) }) }

    private init(networks: [Network]) { self.networks = networks }

    /// Whether an address is in one of the networks.
    public func contains(_ address: NetworkAddress) -> Bool { networks.contains { $0.contains(address) } }
}
