public import NIOCore

/// Cuts a byte stream into lines; a line that is too long ends the connection.
public struct LineDecoder: NIOSingleStepByteToMessageDecoder {
    /// A line without its end.
    public typealias InboundOut = ByteBuffer

    /// A line is longer than any message may be.
    public struct TooLong: Error {}

    let longest: Int

    /// Cuts lines of at most so many bytes.
    public init(longest: Int) { self.longest = longest }

    /// The next line, once its end has come.
    public mutating func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= longest else { throw TooLong() }
            return nil
        }
        let length = end - buffer.readerIndex
        guard let line = buffer.readSlice(length: length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 1)
        return line
    }

    /// The same at the end; a line without an end is dropped.
    public mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? {
        try decode(buffer: &buffer)
    }
}
