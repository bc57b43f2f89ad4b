import Composition
import FoundationEssentials
import Glibc
import Kernel
import MQTT
import Messaging
import Settings
import StorageEngines

extension ClientTarget {
    /// Finds the observatory: a broker that is named, else what `--config` says, else the node on this machine.
    ///
    /// - Parameters:
    ///   - options: What the command line says.
    ///   - environment: The process environment.
    /// - Returns: The ways to it.
    /// - Throws: `unavailable` when no node runs here and no broker is named, or what is wrong with an option or file.
    static func resolve(_ options: ClientOptions, environment: [String: String]) throws -> ClientTarget {
        let file = try configuration(options, environment: environment)
        if let broker = options.broker {
            let door = options.door(try address(broker, options.cafile), environment: environment)
            let space = try TopicSpace(prefix: options.prefix ?? file.mqtt?.topicPrefix ?? standardPrefix)
            return ClientTarget(space: space, doors: [.broker(door)], key: "\(space.prefix)@\(door.addresses[0])")
        }
        let directory = try DataDirectory.resolve(
            option: options.place.dataDir ?? file.dataDirectory, environment: environment)
        let node = NodeFile.read(directory.nodeFile)
        if node == nil, access(directory.nodeFile, R_OK) != 0, errno == EACCES {
            throw ServiceError(.forbidden, "\(directory.nodeFile) may not be read; run as the user of the node")
        }
        let configured = file.mqtt.flatMap { BrokerDoor($0) }
        let doors = doors(configured, node, prefersConfigured: options.place.config != nil)
        guard !doors.isEmpty else {
            throw ServiceError(
                .unavailable,
                "no node runs on \(directory.path); start one with bigskies run --all, name its directory with "
                    + "--data-dir, or a broker with --broker")
        }
        let prefix = options.prefix ?? node?.prefix ?? file.mqtt?.topicPrefix ?? standardPrefix
        let place = node == nil ? configured?.addresses.first?.description ?? "" : directory.path
        return ClientTarget(space: try TopicSpace(prefix: prefix), doors: doors, key: "\(prefix)@\(place)")
    }

    /// The ways that a configuration file and a running node offer, in order.
    ///
    /// - Parameters:
    ///   - configured: The brokers of the configuration file.
    ///   - node: The node on this machine.
    ///   - prefersConfigured: Whether somebody named the file.
    /// - Returns: The ways.
    static func doors(_ configured: BrokerDoor?, _ node: NodeFile?, prefersConfigured: Bool) -> [Door] {
        let control = node.map { [Door.control($0.controlSocket)] } ?? []
        // What a file says of a broker is more than what a node tells everybody: it has the account.
        let brokers = (configured ?? node.flatMap { BrokerDoor($0.broker) }).map { [Door.broker($0)] } ?? []
        return prefersConfigured && configured != nil ? brokers + control : control + brokers
    }

    private static let standardPrefix = "bigskies"

    private static func address(_ text: String, _ authority: String?) throws(ServiceError) -> MQTTAddress {
        let address: MQTTAddress
        do {
            address = try MQTTAddress(
                parsing: authority == nil || text.contains("://") ? text : "mqtts://" + text)
        } catch {
            throw ServiceError(error)
        }
        guard address.tls || authority == nil else {
            throw ServiceError(.invalidRequest, "--cafile is for an encrypted broker; name it mqtts://host[:port]")
        }
        return address
    }

    private static func configuration(
        _ options: ClientOptions, environment: [String: String]
    ) throws -> BootstrapFile {
        guard let path = BootstrapFile.path(option: options.place.config, environment: environment) else {
            return BootstrapFile()
        }
        do {
            return try BootstrapFile.load(path: path, environment: environment)
        } catch {
            throw ServerExit(.configuration, error.description)
        }
    }
}

extension BrokerDoor {
    /// The brokers of a configuration file, if it names any.
    init?(_ section: BootstrapFile.MQTT) {
        let addresses = section.brokers.compactMap { address in
            UInt16(exactly: address.port).map { MQTTAddress(host: address.host, port: $0, tls: address.usesTLS) }
        }
        guard !addresses.isEmpty else { return nil }
        self.init(addresses: addresses, username: section.username, password: section.password)
        tls = section.tls.map {
            MQTTTLS(caFile: $0.authority, certificateFile: $0.certificate, keyFile: $0.key)
        }
    }

    /// The broker of a node on this machine.
    init?(_ broker: NodeFile.Broker) {
        guard let port = UInt16(exactly: broker.port), port > 0 else { return nil }
        self.init(addresses: [MQTTAddress(host: broker.host, port: port, tls: broker.tls)])
        tls = broker.cafile.map { MQTTTLS(caFile: $0) }
    }
}
