import ArgumentParser
import Composition
import FoundationEssentials
import StorageEngines

/// What an operator does with the broker, on the node's own machine.
struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker", abstract: "Look after the node's own broker, and print the rights for another.",
        subcommands: [BrokerUserCommand.self, BrokerAccessCommand.self])
}

/// The accounts of the broker.
struct BrokerUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "The accounts of machines and programs at the node's own broker.",
        discussion: """
            They are for the listener that mqtt.listen opens to other machines; people log in beside that, with \
            security/auth/login. A running broker takes a change over without dropping connections; who uses an \
            account that is removed is disconnected.
            """,
        subcommands: [BrokerUserAddCommand.self, BrokerUserRemoveCommand.self, BrokerUserListCommand.self])
}

/// Makes an account.
struct BrokerUserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make an account and print its password, this once.")

    @Argument(help: "1 to 48 lower-case letters, digits and hyphens; over the network it is the client's id.")
    var name: String

    @Flag(help: "The account of a bigskies node: it may do everything below the topic prefix.")
    var node = false

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting {
            let change = try await Administration.addBrokerUser(name, isNode: node, options)
            if let password = change.password { try Output.line(password) }
            change.tell()
        }
    }
}

/// Removes an account.
struct BrokerUserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an account and disconnect who uses it.")

    @Argument(help: "The account.")
    var name: String

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting { try await Administration.removeBrokerUser(name, options).tell() }
    }
}

/// Names the accounts.
struct BrokerUserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Name the accounts.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting {
            for entry in try Administration.brokerUsers(options) {
                try Output.line("\(entry.name) \(entry.isNode ? "node" : "client")")
            }
        }
    }
}

extension Administration.BrokerChange {
    /// Says when a broker does not know it yet.
    fileprivate func tell() {
        if !isInForce { say("no broker has taken it over yet; the next start of the node does") }
    }
}
