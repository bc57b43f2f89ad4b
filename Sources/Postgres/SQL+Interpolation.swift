extension SQL: ExpressibleByStringInterpolation {
    /// Collects the pieces of a literal; values become parameters.
    public struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL(unsafe: "")

        /// Makes room for a literal.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount * 3)
            sql.bindings.values.reserveCapacity(interpolationCount)
        }

        /// Takes the text between the values.
        public mutating func appendLiteral(_ literal: String) {
            sql.text += literal
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.bind(value.postgresText)
        }

        /// Binds a value that may be absent, then NULL.
        public mutating func appendInterpolation(_ value: (some PostgresEncodable)?) {
            sql.bind(value?.postgresText)
        }

        /// Binds the raw value of an enumeration.
        @_disfavoredOverload
        public mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue == String {
            sql.bind(value.rawValue)
        }

        /// Puts another statement in, with its values.
        public mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Pastes a text: the caller answers for every character of it.
        public mutating func appendInterpolation(unsafe text: String) {
            sql.text += text
        }
    }

    /// A statement from an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// A statement without values.
    public init(stringLiteral value: String) {
        self.init(unsafe: value)
    }
}

extension SQL: CustomStringConvertible {
    /// The text without the values, which may be secret.
    public var description: String { text }
}
