import ArgumentParser
import Logging
import NIOCore
import NIOPosix

@main
struct BigSkies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bigskies")
    mutating func run() async throws {}
}
