import Kernel

/// Why a server refused something (RFC 7807; RFC 8555, section 6.7).
struct ACMEProblem: Decodable, Sendable, Error {
    /// A part of it that concerns one name.
    struct Part: Decodable, Sendable {
        let type: String?
        let detail: String?
        let identifier: ACMEIdentifier?
    }

    let type: String?
    let detail: String?
    let instance: String?
    let subproblems: [Part]?

    /// Its kind without the namespace, such as `badNonce`.
    var kind: String {
        let space = "urn:ietf:params:acme:error:"
        guard let type, type.hasPrefix(space) else { return "" }
        return String(type.dropFirst(space.count))
    }

    /// What it says, as one short line without control characters: the text is a stranger's.
    var text: String {
        var texts = [detail ?? "no reason given"]
        for part in subproblems ?? [] {
            texts.append("\(part.identifier?.value ?? "a name"): \(part.detail ?? "no reason given")")
        }
        return Self.harmless(texts.joined(separator: "; "))
    }

    /// A stranger's text, cut and without characters that do more than show themselves.
    static func harmless(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(400) { line.append(isHarmless(scalar) ? scalar : " ") }
        return String(line)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }

    /// What our caller is told.
    ///
    /// - Parameters:
    ///   - what: What was asked for, such as `the order`.
    ///   - wait: When the server wants to be asked again.
    /// - Returns: The error with the server's own kind in `acme_error`.
    func serviceError(_ what: String, retryAfter wait: Duration? = nil) -> ServiceError {
        var details: [String: JSONValue] = ["acme_error": .string(Self.harmless(kind))]
        if let wait { details["retry_after"] = .number(wait.seconds) }
        if let instance { details["instance"] = .string(Self.harmless(instance)) }
        return ServiceError(code, "the ACME server refused \(what): \(text)", details: details, cause: self)
    }

    private var code: ServiceError.Code {
        switch kind {
        case "rateLimited": .tooManyRequests
        case "rejectedIdentifier", "unsupportedIdentifier", "unsupportedContact", "invalidContact", "caa":
            .invalidRequest
        case "accountDoesNotExist": .notFound
        // What the server refuses to us is no matter of our caller's rights.
        case "unauthorized", "userActionRequired", "externalAccountRequired", "orderNotReady", "alreadyRevoked":
            .invalidState
        case "serverInternal", "badNonce", "": .unavailable
        default: .internal
        }
    }
}
