public import FoundationEssentials

/// The binary form of a picture, `application/imagebytes`: a header of eleven fields, then the values, y fastest.
///
/// Source: ASCOM Alpaca API Reference, section 8.
public enum ImageBytes {
    /// The type in `Accept` and `Content-Type`.
    public static let contentType = "application/imagebytes"
    /// The bytes of the header.
    public static let headerSize = 44

    /// The bytes of a picture, in the smallest type that holds its values.
    public static func encode(
        _ image: AlpacaImage, clientTransactionID: UInt32 = 0, serverTransactionID: UInt32 = 0
    ) -> Data {
        let encoder = ImageBytesEncoder(image)
        var data = Data(count: encoder.byteCount)
        data.withUnsafeMutableBytes {
            encoder.write(
                into: $0, clientTransactionID: clientTransactionID, serverTransactionID: serverTransactionID)
        }
        return data
    }

    /// The bytes of an error in place of a picture.
    public static func encode(
        _ number: AlpacaErrorNumber, _ message: String, clientTransactionID: UInt32 = 0,
        serverTransactionID: UInt32 = 0
    ) -> Data {
        let header = ImageBytesHeader(
            errorNumber: Int32(truncatingIfNeeded: number.rawValue), clientTransactionID: clientTransactionID,
            serverTransactionID: serverTransactionID)
        var data = Data(count: headerSize)
        data.withUnsafeMutableBytes { header.write(into: $0) }
        data.append(contentsOf: message.utf8)
        return data
    }
}
