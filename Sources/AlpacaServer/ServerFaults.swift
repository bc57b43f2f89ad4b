/// Deliberate misbehaviour, for those who test clients: asked before a call is answered.
public protocol ServerFaults: Sendable {
    /// What goes wrong with a call.
    ///
    /// - Parameters:
    ///   - device: The device that is called.
    ///   - call: The call.
    /// - Returns: What to do instead of answering, or nil to answer as usual.
    func fault(for device: any AlpacaDevice, _ call: AlpacaCall) -> ServerFault?
}
