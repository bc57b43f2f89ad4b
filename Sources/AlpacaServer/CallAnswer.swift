import Alpaca
import Hummingbird
import Kernel
import NIOCore

/// The four fields that every answer has.
struct CallAnswer {
    /// The client's transaction, given back.
    let clientTransactionID: UInt32
    /// The server's own.
    let serverTransactionID: UInt32

    /// An answer with a value, or with none.
    ///
    /// - Throws: `AnswerWriter.NotFinite` for a number that JSON has no word for.
    func success(_ value: JSONValue?) throws(AnswerWriter.NotFinite) -> Response {
        var writer = AnswerWriter()
        if let value {
            writer.buffer.writeStaticString("{\"Value\":")
            try writer.write(value)
            writer.buffer.writeInteger(UInt8(ascii: ","))
        } else {
            writer.buffer.writeInteger(UInt8(ascii: "{"))
        }
        close(&writer, .none, "")
        return .ok(writer.buffer, type: "application/json")
    }

    /// An answer with an error and no value.
    func failure(_ fault: AlpacaFault) -> Response {
        var writer = AnswerWriter()
        writer.buffer.writeInteger(UInt8(ascii: "{"))
        close(&writer, fault.number, fault.message)
        return .ok(writer.buffer, type: "application/json")
    }

    /// Writes the fields and the end of an object that has been begun.
    func close(_ writer: inout AnswerWriter, _ number: AlpacaErrorNumber, _ message: String) {
        writer.buffer.writeStaticString("\"ClientTransactionID\":")
        writer.buffer.writeString(String(clientTransactionID))
        writer.buffer.writeStaticString(",\"ServerTransactionID\":")
        writer.buffer.writeString(String(serverTransactionID))
        writer.buffer.writeStaticString(",\"ErrorNumber\":")
        writer.buffer.writeString(String(number.rawValue))
        writer.buffer.writeStaticString(",\"ErrorMessage\":")
        writer.write(text: message)
        writer.buffer.writeInteger(UInt8(ascii: "}"))
    }
}
