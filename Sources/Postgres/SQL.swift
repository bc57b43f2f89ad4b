/// A statement with its values: an interpolated value is bound, never pasted into the text.
///
/// `"select name from users where id = \(id)"` becomes `select name from users where id = $1`.
public struct SQL: Sendable {
    /// The text as the server sees it, with `$1`, `$2`, … where the values go.
    public internal(set) var text: String
    var bindings = Bindings()

    /// Takes a text as it is: the caller answers for every character of it.
    public init(unsafe text: String) {
        self.text = text
    }

    /// How many values are bound.
    public var parameterCount: Int { bindings.values.count }

    /// The bound values as the server sees them, nil for NULL.
    public var parameters: [String?] {
        bindings.values.map { value in
            guard let start = value.start else { return nil }
            return String(decoding: bindings.bytes[start..<(start + value.length)], as: UTF8.self)
        }
    }

    mutating func bind(_ value: String?) {
        bindings.values.append(bindings.value(value, mark: text.utf8.count))
        text += "$\(bindings.values.count)"
    }

    mutating func append(_ other: SQL) {
        let source = other.text.utf8
        var position = source.startIndex
        for (number, value) in other.bindings.values.enumerated() {
            let mark = source.index(source.startIndex, offsetBy: value.mark)
            text += other.text[position..<mark]
            position = source.index(mark, offsetBy: "$\(number + 1)".utf8.count)
            var moved = value
            moved.mark = text.utf8.count
            if let start = value.start {
                moved.start = bindings.bytes.count
                // The terminating zero goes along.
                bindings.bytes.append(contentsOf: other.bindings.bytes[start...(start + value.length)])
            }
            bindings.hasZero = bindings.hasZero || other.bindings.hasZero
            bindings.values.append(moved)
            text += "$\(bindings.values.count)"
        }
        text += other.text[position...]
    }
}

extension SQL {
    /// The values of a statement, one after another, each ended by a zero byte as libpq wants them.
    struct Bindings: Sendable {
        /// Where a value stands in the bytes, nil for NULL, and where its `$n` stands in the text.
        struct Value: Sendable {
            var start: Int?
            var length: Int
            var mark: Int
        }

        var bytes: [UInt8] = []
        var values: [Value] = []
        /// Whether a value contains a zero byte, which PostgreSQL cannot store in a text.
        var hasZero = false

        mutating func value(_ text: String?, mark: Int) -> Value {
            guard let text else { return Value(start: nil, length: 0, mark: mark) }
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            let length = bytes.count - start
            hasZero = hasZero || bytes[start...].contains(0)
            bytes.append(0)
            return Value(start: start, length: length, mark: mark)
        }
    }
}
