import Kernel
import MQTT
import Messaging
import StorageEngines

/// Looks whether a broker keeps strangers out.
struct BrokerInspector: BrokerInspecting {
    let time: TimeSource

    func inspect(_ door: BrokerDoor) async throws {
        guard let port = UInt16(exactly: door.port) else {
            throw ServiceError(.invalidRequest, "\(door.port) is no port of the broker")
        }
        let address = MQTTAddress(host: door.host, port: port, tls: door.usesTLS)
        let probe = BrokerProbe(address, in: try TopicSpace(prefix: door.prefix), time: time)
        let wrong = Identifier.hex(32)
        if let fault = try await Self.fault(of: probe, wrong: (door.username, wrong)) {
            throw ServiceError(.forbidden, "the broker's listener \(address) \(fault)")
        }
        // With the right password, so that accounts are known at all, and may do no more than others.
        let outcome = try await probe.publish(as: door.username, password: door.password)
        guard outcome == .denied else {
            let fault = outcome == .refused ? "knows no accounts" : "lets an account publish what only nodes may"
            throw ServiceError(.forbidden, "the broker's listener \(address) \(fault)")
        }
    }

    /// What is wrong with a broker in a stranger's eyes; nil when nothing is.
    ///
    /// - Parameters:
    ///   - probe: The listener.
    ///   - account: A name, with a password that is not its own.
    /// - Returns: The end of a sentence that begins with the broker.
    /// - Throws: `ServiceError` when the broker does not answer.
    static func fault(of probe: BrokerProbe, wrong account: (name: String, password: String)?) async throws -> String? {
        guard try await probe.publish() != .accepted else { return "lets anybody publish what only nodes may" }
        guard let account else { return nil }
        let outcome = try await probe.publish(as: account.name, password: account.password)
        return outcome == .refused ? nil : "accepts a wrong password"
    }
}
