import FoundationEssentials
import Kernel

/// A good request of a route, from which bad ones are made.
struct BadInputExample: Sendable {
    /// A field of the request.
    struct Field: Sendable {
        let name: String
        let kind: BadInputKind
        /// A good value, as JSON; `{telescope}` and the like stand for things that the test made.
        let good: String
        let isRequired: Bool

        /// Describes a field; a name that ends with `?` is one that may be left out.
        init(_ name: String, _ kind: BadInputKind, _ good: String) {
            self.name = name.hasSuffix("?") ? String(name.dropLast()) : name
            self.kind = kind
            self.good = good
            isRequired = !name.hasSuffix("?")
        }
    }

    /// Where what a route changes can be read: the topic, and the member of the reply.
    struct Reading: Sendable {
        let suffix: String
        let member: String
    }

    let suffix: String
    let fields: [Field]
    /// Whether a second one of the same names is a conflict.
    var makesUnique = false
    /// Fields of which one must be there.
    var oneOf: [String] = []
    /// Where a partial update can be seen.
    var reading: Reading?

    init(
        _ suffix: String, _ fields: [Field] = [], makesUnique: Bool = false, oneOf: [String] = [],
        reading: Reading? = nil
    ) {
        self.suffix = suffix
        self.fields = fields
        self.makesUnique = makesUnique
        self.oneOf = oneOf
        self.reading = reading
    }

    /// The good request with some members replaced or, by nil, left out.
    func payload(_ changes: [String: String?] = [:], with things: [String: String]) -> String {
        let new = Identifier.hex(10)
        let members = fields.compactMap { field -> String? in
            let value: String? = changes[field.name] ?? field.good
            return value.map { "\"\(field.name)\":\($0)" }
        }
        return things.reduce("{" + members.joined(separator: ",") + "}") { text, thing in
            text.replacing("{\(thing.key)}", with: thing.value)
        }.replacing("{nobody}", with: UUID().text).replacing("{new}", with: "n" + new)
    }
}
