import ArgumentParser
import FoundationEssentials
import Kernel
import MQTT

/// Which observatory a command is for.
struct ClientOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions

    @Option(
        help: ArgumentHelp(
            "Use this broker instead of the node on this machine; encrypted as mqtts://host[:port], or with --cafile.",
            valueName: "host[:port]"))
    var broker: String?

    @Option(help: "The account at --broker; its password is in $BIGSKIES_BROKER_PASSWORD.")
    var brokerUser: String?

    @Option(help: ArgumentHelp("The authority that signed the certificate of --broker.", valueName: "file"))
    var cafile: String?

    @Option(help: "What all topics begin with; known from the node or the configuration, else bigskies.")
    var prefix: String?

    /// The door to the broker that the options name.
    func door(_ address: MQTTAddress, environment: [String: String]) -> BrokerDoor {
        var door = BrokerDoor(addresses: [address], username: brokerUser)
        door.password = environment["BIGSKIES_BROKER_PASSWORD"]
        door.tls = cafile.map { MQTTTLS(caFile: $0) }
        return door
    }
}
