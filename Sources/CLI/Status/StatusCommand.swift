import ArgumentParser
import Kernel

/// Shows how an observatory is.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show health, nodes and telescopes on one screen.",
        discussion: """
            Health is open to everybody; nodes and telescopes need a login.

            Exit codes, as monitoring plug-ins have them: 0 healthy; 1 degraded; 2 unhealthy; 3 unknown, which is also \
            when no node answers; 64 wrong usage.
            """)

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var session: SessionOptions

    func run() async throws {
        let report: StatusReport
        do {
            report = try await session.inSession { session, _, place in
                try await StatusReport.gather(from: session, at: place)
            }
        } catch {
            say((error as? ServiceError)?.message.harmless ?? "\(error)".harmless)
            throw ExitCode(3)
        }
        try Output.line(json ? try WireJSON.prettyText(report) : report.screen)
        throw ExitCode(report.exitCode)
    }
}
