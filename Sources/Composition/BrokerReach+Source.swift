import SecurityCoordination

extension BrokerReach {
    /// From where the broker of a configuration can be reached.
    ///
    /// Of a broker that this node did not start nobody knows where it listens, whatever address leads to it.
    init(_ configuration: ServerConfiguration) {
        self =
            switch (configuration.broker, configuration.brokerListen) {
            case (.managed, nil): .thisMachine
            case (.managed, _?): .beyond("mqtt.listen lets other machines reach the broker")
            case (.external, _): .beyond("the broker is not this node's own")
            }
    }
}
