public import Access
public import Messaging

extension Gatekeeper {
    /// Whether the caller may be answered at the address that the frame names: a node's own, or a client's.
    public func mayAnswer(_ frame: Frame) -> Bool {
        guard let address = frame.replyAddress else { return true }
        // Whoever cannot be identified is no node; the route decides later whether that matters.
        let caller = try? caller(showing: frame.header.credentials, at: frame.door)
        return address.isOpen(toNode: caller?.nodeName.flatMap { NodeName(validating: $0) })
    }
}
