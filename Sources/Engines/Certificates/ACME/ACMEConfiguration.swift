import FoundationEssentials

/// What an operator decides about certificates from outside.
public struct ACMEConfiguration: Sendable, Equatable {
    /// The directory of the server, an `https` URL; empty when there is none.
    public var directoryURL = ""
    /// Where the server writes to about certificates that end; empty for nowhere.
    public var email = ""
    /// The names that may be asked for.
    public var allowedDomains: AllowedDomains?
    /// Where challenges are answered; a public server comes to port 80 only (RFC 8555, section 8.3).
    public var challengePort = 80
    /// Whether the operator accepted the server's terms of service.
    public var isAcceptingTerms = false
    /// A file with the roots of a private server, in PEM, trusted besides those of the system; empty for none.
    public var rootFile = ""

    /// Nothing may be asked from anybody.
    public init() {}

    /// Whether a text is the URL of a directory, or of anything else at a server: `https`, a host, no user, a port that can be.
    public static func isDirectoryURL(_ text: String) -> Bool {
        guard text.utf8.count <= 2048, let url = URL(string: text), url.scheme == "https", url.user() == nil,
            let host = url.host()
        else { return false }
        return !host.isEmpty && (1...65535).contains(url.port ?? 443) && hasPort(text)
    }

    // A number that is too large for an Int is no port at all for `URL`.
    private static func hasPort(_ text: String) -> Bool {
        let authority = text.dropFirst("https://".count).prefix { !"/?#".contains($0) }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return true }
        return UInt16(authority[authority.index(after: colon)...]) != nil
    }

    /// Whether a text is the address of a mailbox, as a `mailto` URL without fields can say it (RFC 8555, section 7.3).
    public static func isEmail(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), text.utf8.count <= 254 else { return false }
        return AllowedDomains.isDomain(String(Substring(parts[1])))
            && parts[0].allSatisfy { byte in (0x21...0x7E).contains(byte) && !"\"(),:;<>[\\]?&%#".utf8.contains(byte) }
    }
}
