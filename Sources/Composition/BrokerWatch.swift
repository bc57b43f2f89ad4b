import Kernel
import Logging
import MQTT

/// Looks at a broker that somebody else runs: nobody can be stopped there, but it can be told.
struct BrokerWatch: Sendable {
    let node: Node

    /// How often: an access list that was forgotten is added beside running nodes.
    private static let interval = Duration.seconds(300)

    /// Looks now, and then every few minutes.
    func run() async throws {
        while true {
            await look()
            try await node.time.sleep(Self.interval)
        }
    }

    private func look() async {
        let configuration = node.bridge.configuration
        guard let address = configuration.brokers.first else { return }
        let probe = BrokerProbe(address, in: node.configuration.space, time: node.time)
        do {
            let fault = try await BrokerInspector.fault(
                of: probe, wrong: configuration.username.map { ($0, Identifier.hex(32)) })
            guard fault != node.context.brokerFault else { return }
            node.context.brokerFault = fault
            guard let fault else { return }
            node.logger.warning(
                "the broker does not keep strangers out; bigskies broker acl prints the access list that it needs",
                metadata: ["broker.address": "\(address)", "broker.fault": "\(fault)"])
        } catch {
            // Whether it answers is the bridge's to tell.
            node.logger.debug("the broker was not looked at", metadata: ["error": "\(String(reflecting: error))"])
        }
    }
}
