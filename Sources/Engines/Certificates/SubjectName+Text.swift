import Glibc
public import Kernel

extension SubjectName {
    /// The most names of one certificate.
    public static let most = 100

    /// Reads a host name or an IP address, as DNS and certificates write them (RFC 1123, RFC 5280, RFC 6125).
    ///
    /// A name of other letters than ASCII's is written as A-labels (`xn--…`); `*` may only be the first label, with two
    /// more behind it.
    /// - Parameters:
    ///   - text: The name, in any case.
    ///   - field: The field it came in, for the error.
    /// - Throws: `invalid_request` naming the field and what is wrong.
    public init(_ text: String, field: String) throws(ServiceError) {
        if let bytes = Self.addressBytes(text) {
            guard bytes.contains(where: { $0 != 0 }) else {
                throw Self.refusal(field, "is no address that anybody can be reached at")
            }
            self = .address(bytes)
            return
        }
        let name = text.lowercased()
        if let problem = Self.problem(of: name) { throw Self.refusal(field, problem) }
        self = .host(name)
    }

    /// The name as people write it.
    public var text: String {
        switch self {
        case .host(let name): name
        case .address(let bytes): Self.addressText(bytes)
        }
    }

    /// The names of a certificate: the domain first, then the others, each once.
    ///
    /// - Parameters:
    ///   - domain: What the certificate is called by.
    ///   - others: Names beside it.
    /// - Returns: At least one name.
    /// - Throws: `invalid_request` naming the field, with its index, and what is wrong.
    public static func list(domain: String, others: [String]) throws(ServiceError) -> [SubjectName] {
        guard others.count < most else {
            throw refusal("sans", "must be at most \(most - 1) names")
        }
        var names = [try SubjectName(domain, field: "domain")]
        for (index, text) in others.enumerated() {
            let name = try SubjectName(text, field: "sans[\(index)]")
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func problem(of name: String) -> String? {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
            return "must be written in ASCII: other letters as A-labels, xn--…"
        }
        guard (1...253).contains(name.utf8.count) else { return "must be a host name of 1 to 253 characters" }
        var labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.first?.elementsEqual("*".utf8) == true {
            guard labels.count > 2 else { return "must have two labels behind the *" }
            labels.removeFirst()
        }
        guard labels.allSatisfy(isLabel) else {
            return "must be a host name (letters, digits and - between dots, at most 63 in a row; * as the first "
                + "label only) or an IP address"
        }
        // Whatever ends in a number is taken for an address by somebody (WHATWG URL, "ends in a number checker").
        guard let last = labels.last, !last.allSatisfy(isDigit) else { return "must be a host name or an IP address" }
        return nil
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let dash = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != dash, label.last != dash else { return false }
        // Two dashes in places 3 and 4 are for A-labels alone (RFC 5890, section 2.3.1).
        let prefix = Array(label.prefix(4))
        if prefix.count == 4, prefix[2] == dash, prefix[3] == dash, !prefix.elementsEqual("xn--".utf8) {
            return false
        }
        return label.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == dash }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func addressBytes(_ text: String) -> [UInt8]? {
        // A C string ends at its first zero byte.
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }

    private static func addressText(_ bytes: [UInt8]) -> String {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard bytes.count == 4 || bytes.count == 16,
            inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil
        else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func refusal(_ field: String, _ problem: String) -> ServiceError {
        ServiceError(.invalidRequest, "field \(field) \(problem)", details: ["field": .string(field)])
    }
}
