import ArgumentParser
import Composition
import Contracts
import Kernel

/// Stops every telescope and puts it away.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop every telescope: abort, then park and close.",
        discussion: """
            Needs the permission telescope:control, and no broker on the node's own machine. Exits with 75 when a \
            telescope did not do as it was told.

            \(ServiceError.Code.exitCodes)
            """)

    @Flag(inversion: .prefixedNo, help: "Park when stopped.")
    var park = true

    @Flag(inversion: .prefixedNo, help: "Close the domes.")
    var close = true

    @Flag(help: "Return when everything stands, instead of when it has begun.")
    var untilStill = false

    @OptionGroup var session: SessionOptions

    func run() async throws {
        try await exiting {
            let limit = Duration.seconds(untilStill ? 310 : 32)
            let stopped = try await session.inSession { session, _, _ in
                try await session.ask(
                    "telescope/control/stop_all",
                    StopAllRequest(park: park, close: close, wait: untilStill ? true : nil),
                    as: StopAllResponse.self, within: limit)
            }
            try Output.line(Self.table(stopped))
            guard stopped.ok else { throw ExitCode(ServiceError.Code.timeout.exitCode.rawValue) }
        }
    }

    /// What was done, a line for each telescope.
    static func table(_ stopped: StopAllResponse) -> String {
        guard !stopped.telescopes.isEmpty else { return "there is no telescope" }
        return TextTable(
            ["telescope", "stop", "park", "close"],
            stopped.telescopes.map { [$0.name ?? $0.telescopeID, $0.abort, $0.park ?? "-", $0.close ?? "-"] }
        ).text
    }
}
