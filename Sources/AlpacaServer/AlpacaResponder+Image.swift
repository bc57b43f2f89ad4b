import Alpaca
import Hummingbird
import NIOCore

extension AlpacaResponder {
    /// A picture, as ImageBytes for those who take them, else as JSON.
    func image(_ image: AlpacaImage, _ answer: CallAnswer, _ request: Request) -> Response {
        guard Self.takesImageBytes(request) else { return ImageJSON.response(image, answer) }
        let encoder = ImageBytesEncoder(image)
        var buffer = ByteBufferAllocator().buffer(capacity: encoder.byteCount)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: encoder.byteCount) { bytes in
            encoder.write(
                into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<encoder.byteCount]),
                clientTransactionID: answer.clientTransactionID, serverTransactionID: answer.serverTransactionID)
            return encoder.byteCount
        }
        return .ok(buffer, type: ImageBytes.contentType)
    }

    /// A device's error, in the form that the client reads.
    func failure(_ fault: AlpacaFault, of call: AlpacaCall, _ answer: CallAnswer, _ request: Request) -> Response {
        guard call.member.value == .image, Self.takesImageBytes(request) else { return answer.failure(fault) }
        let bytes = ImageBytes.encode(
            fault.number, fault.message, clientTransactionID: answer.clientTransactionID,
            serverTransactionID: answer.serverTransactionID)
        return .ok(ByteBuffer(bytes: bytes), type: ImageBytes.contentType)
    }

    private static func takesImageBytes(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains(ImageBytes.contentType) ?? false
    }
}
