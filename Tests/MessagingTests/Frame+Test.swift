import Access
import FoundationEssentials
import Kernel
import Messaging

extension Frame {
    /// A frame as it comes in from outside.
    static func test(
        _ body: Frame.Body, header: Header = Header(), suffix: String = "telescope/status/get",
        responder: Responder = .nobody
    ) throws(ServiceError) -> Frame {
        Frame(
            topic: try TopicSpace().coordinator(suffix), suffix: suffix, header: header, body: body, door: .mqtt,
            arrivedAt: .zero, receivedAt: Date(timeIntervalSince1970: 0), responder: responder)
    }

    /// A frame with a JSON text in it.
    static func test(_ text: String, isEnveloped: Bool) throws(ServiceError) -> Frame {
        try test(.json(Data(text.utf8), isEnveloped: isEnveloped))
    }
}
