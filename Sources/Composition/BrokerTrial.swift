import FoundationEssentials
import Kernel
import Logging
import MQTT
import Settings

/// Connects to a broker that somebody wants to use from the next start on, and leaves it again.
///
/// It shows the account of the configuration file, as the next start would, and never that of the node's own broker: whoever
/// listens there would be a node with it. Where the account's name is the client's id (`use_username_as_clientid`) and the broker is
/// the one in use, the trial takes the place of the node's connection for a moment, which then comes back by itself.
struct BrokerTrial: Sendable {
    let node: Node

    /// Tries a broker.
    ///
    /// - Parameters:
    ///   - url: The broker; nil for the one in force.
    ///   - port: Its port; nil for the one in force.
    /// - Throws: `invalid_request` for an address that is none, `unavailable` when nobody answers there.
    func connect(url: String?, port: Int?) async throws {
        guard let inForce = node.bridge.configuration.brokers.first,
            let address = Settings.BrokerAddress(url ?? inForce.description, defaultPort: port ?? Int(inForce.port)),
            let number = UInt16(exactly: port ?? address.port)
        else {
            throw ServiceError(.invalidRequest, "field config_value must be host, tcp://host or mqtts://host")
        }
        var configuration = node.bridge.configuration
        configuration.brokers = [MQTTAddress(host: address.host, port: number, tls: address.usesTLS)]
        if case .managed = node.configuration.broker {
            (configuration.username, configuration.password, configuration.tls) = (nil, nil, nil)
        }
        configuration.clientID = "bigskies-trial-\(Identifier.hex(16))"
        do {
            try await MosquittoClient.once(configuration, logger: node.logger, time: node.time) { _ in }
        } catch let error as MQTTError {
            throw ServiceError(error)
        }
    }
}
