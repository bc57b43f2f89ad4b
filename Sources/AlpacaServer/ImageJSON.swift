import Alpaca
import Hummingbird
import NIOCore

/// A picture as JSON, for clients that do not take ImageBytes; written piece by piece as it is sent.
struct ImageJSON: Sendable {
    private let image: AlpacaImage
    private let answer: CallAnswer
    private var column = 0

    // Big enough to be worth a write, small enough to be nothing beside the picture.
    private static let piece = 1 << 18

    /// An answer with a picture.
    static func response(_ image: AlpacaImage, _ answer: CallAnswer) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody { writer in
                var text = ImageJSON(image, answer)
                while let piece = text.next() { try await writer.write(piece) }
                try await writer.finish(nil)
            })
    }

    private init(_ image: AlpacaImage, _ answer: CallAnswer) {
        self.image = image
        self.answer = answer
    }

    /// The next piece: some columns; nil after the last.
    private mutating func next() -> ByteBuffer? {
        guard column < image.width else { return nil }
        var writer = AnswerWriter(capacity: Self.piece + (1 << 16))
        if column == 0 {
            writer.buffer.writeString("{\"Type\":\(type),\"Rank\":\(image.planes == 1 ? 2 : 3),\"Value\":[")
        }
        while column < image.width, writer.buffer.readableBytes < Self.piece {
            writer.buffer.writeString(column == 0 ? "[" : ",[")
            write(column, to: &writer.buffer)
            writer.buffer.writeInteger(UInt8(ascii: "]"))
            column += 1
        }
        if column == image.width {
            writer.buffer.writeStaticString("],")
            answer.close(&writer, .none, "")
        }
        return writer.buffer
    }

    // 2 is Int32, 3 is Double; there is no unsigned type in the JSON form.
    private var type: Int {
        switch image.samples {
        case .uint8, .int16, .uint16, .int32: 2
        case .uint32(let values): values.allSatisfy { $0 <= UInt32(Int32.max) } ? 2 : 3
        case .float, .double: 3
        }
    }

    private func write(_ x: Int, to buffer: inout ByteBuffer) {
        switch image.samples {
        case .uint8(let values): write(x, of: values, to: &buffer) { $0.writeString(String($1)) }
        case .int16(let values): write(x, of: values, to: &buffer) { $0.writeString(String($1)) }
        case .uint16(let values): write(x, of: values, to: &buffer) { $0.writeString(String($1)) }
        case .int32(let values): write(x, of: values, to: &buffer) { $0.writeString(String($1)) }
        case .uint32(let values): write(x, of: values, to: &buffer) { $0.writeString(String($1)) }
        case .float(let values): write(x, of: values, to: &buffer) { Self.write(Double($1), to: &$0) }
        case .double(let values): write(x, of: values, to: &buffer) { Self.write($1, to: &$0) }
        }
    }

    // A pixel that is no number has no word in JSON; 0 is what cameras give for a dead one.
    private static func write(_ value: Double, to buffer: inout ByteBuffer) {
        buffer.writeString(value.isFinite ? value.description : "0")
    }

    private func write<Value>(
        _ x: Int, of values: [Value], to buffer: inout ByteBuffer, _ number: (inout ByteBuffer, Value) -> Void
    ) {
        let area = image.width * image.height
        for y in 0..<image.height {
            if y > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            // `AlpacaImage` holds width × height × planes values.
            guard image.planes > 1 else {
                number(&buffer, values[y * image.width + x])
                continue
            }
            for plane in 0..<image.planes {
                buffer.writeInteger(plane == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
                number(&buffer, values[plane * area + y * image.width + x])
            }
            buffer.writeInteger(UInt8(ascii: "]"))
        }
    }
}
