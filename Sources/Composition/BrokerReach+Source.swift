import SecurityCoordination

extension BrokerReach {
    /// From where the broker of a configuration can be reached.
    ///
    /// Of a broker that this node did not start nobody knows where it listens, whatever address leads to it.
    init(_ source: ServerConfiguration.BrokerSource) {
        self =
            switch source {
            case .managed: .thisMachine
            case .external: .beyond("the broker is not this node's own")
            }
    }
}
