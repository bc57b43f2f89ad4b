import Kernel
import NIOCore

/// Writes JSON straight into a buffer: an answer is written some ten thousand times a second.
struct AnswerWriter {
    /// A number that JSON has no word for.
    struct NotFinite: Error {}

    /// What has been written.
    var buffer: ByteBuffer

    /// Starts an answer.
    init(capacity: Int = 192) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// Writes a value.
    ///
    /// - Throws: `NotFinite` for NaN and infinity.
    mutating func write(_ value: JSONValue) throws(NotFinite) {
        switch value {
        case .null: buffer.writeStaticString("null")
        case .bool(let value): buffer.writeString(value ? "true" : "false")
        case .integer(let value): buffer.writeString(String(value))
        case .number(let value):
            guard value.isFinite else { throw NotFinite() }
            buffer.writeString(value.description)
        case .string(let value): write(text: value)
        case .array(let elements):
            var separator = UInt8(ascii: "[")
            for element in elements {
                buffer.writeInteger(separator)
                try write(element)
                separator = UInt8(ascii: ",")
            }
            buffer.writeString(elements.isEmpty ? "[]" : "]")
        case .object(let members):
            var separator = UInt8(ascii: "{")
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                buffer.writeInteger(separator)
                write(text: name)
                buffer.writeInteger(UInt8(ascii: ":"))
                try write(value)
                separator = UInt8(ascii: ",")
            }
            buffer.writeString(members.isEmpty ? "{}" : "}")
        }
    }

    /// Writes a text in quotes, escaped as RFC 8259, section 7, says.
    mutating func write(text: String) {
        buffer.writeInteger(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            buffer.writeString(text)
        } else {
            for byte in text.utf8 { write(escaping: byte) }
        }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    private mutating func write(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            buffer.writeInteger(UInt8(ascii: "\\"))
            buffer.writeInteger(byte)
        case 0..<0x20:
            buffer.writeStaticString("\\u00")
            buffer.writeString(Digest.hex(CollectionOfOne(byte)))
        default:
            buffer.writeInteger(byte)
        }
    }
}
