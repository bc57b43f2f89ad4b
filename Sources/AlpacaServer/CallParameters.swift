import Alpaca

/// The parameters of one request: of a `GET` from the query, names in any casing; of a `PUT` from the body, names exact.
struct CallParameters {
    private let pairs: [(name: String, value: String)]
    private let isExact: Bool

    /// Reads parameters.
    ///
    /// - Parameters:
    ///   - text: The query or the form.
    ///   - verb: How the member is called.
    /// - Throws: `Refusal` for escapes that give no text.
    init(_ text: String, _ verb: AlpacaMember.Verb) throws(Refusal) {
        guard let pairs = AlpacaForm.decode(text) else { throw Refusal("the parameters are no valid form") }
        isExact = verb == .put
        self.pairs = isExact ? pairs : pairs.map { ($0.name.lowercased(), $0.value) }
    }

    /// The text of a parameter, or nil when it is not given.
    ///
    /// - Throws: `Refusal` when it is given twice: nobody knows which one is meant.
    func text(_ name: String) throws(Refusal) -> String? {
        let wanted = isExact ? name : name.lowercased()
        var found: String?
        for pair in pairs where pair.name == wanted {
            guard found == nil else { throw Refusal("\(name) is given twice") }
            found = pair.value
        }
        return found
    }

    /// One of the client's numbers; 0 when it gives none, or in a `PUT` in another casing.
    func clientNumber(_ name: String) throws(Refusal) -> UInt32 {
        guard let text = try text(name) else { return 0 }
        guard let number = UInt32(text), Self.isPlain(text) else {
            throw Refusal("\(name) must be a whole number from 0 to 4294967295")
        }
        return number
    }

    /// The arguments of a member.
    ///
    /// - Parameter member: The member.
    /// - Returns: Every argument by its exact name.
    /// - Throws: `Refusal` for one that is absent or not of its type.
    func arguments(of member: AlpacaMember) throws(Refusal) -> [String: AlpacaArgument] {
        guard !member.parameters.isEmpty else { return [:] }
        var arguments: [String: AlpacaArgument] = [:]
        for parameter in member.parameters {
            guard let text = try text(parameter.name) else {
                throw Refusal(
                    "\(member.name) needs the parameter \(parameter.name)\(isExact ? ", in exactly this casing" : "")")
            }
            guard let argument = AlpacaArgument(text, parameter.type) else {
                throw Refusal("\(parameter.name) must be \(AlpacaArgument.words(for: parameter.type))")
            }
            arguments[parameter.name] = argument
        }
        return arguments
    }

    // UInt32's own reader takes a plus sign.
    private static func isPlain(_ text: String) -> Bool { text.utf8.first != UInt8(ascii: "+") }
}
