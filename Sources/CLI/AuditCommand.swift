import ArgumentParser
import Composition
import SecurityEngines

/// What an operator asks of the audit trail, on a node's own machine.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Look after the audit trail.",
        discussion: "To read it: bigskies call security/audit/list", subcommands: [AuditVerifyCommand.self])
}

/// Follows the chains of the audit trail.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Find audit rows that were changed, left out or cut off.",
        discussion: """
            Each row's hash covers the row and the hash before it. Rows older than audit_retention lie behind a checkpoint \
            that the installation's key signs. The end of this node's own chain is compared with what the node remembers \
            in audit.head, outside of the database. The node must be running. Exit codes: 0 all is whole; 65 something is \
            wrong; 69 no node runs here.
            """)

    @Option(help: "Follow the chain of this node only.")
    var node: String?

    @OptionGroup var beside: BesideNodeOptions

    func run() async throws {
        let (options, logger) = beside.start()
        try await exiting {
            let report = try await Administration.verifyAudit(of: node, options, logger: logger)
            for chain in report.chains {
                try Output.line("\(chain.node): \(Self.summary(of: chain))")
                for fault in chain.faults.prefix(Self.mostFaults) { try Output.line("  \(fault)") }
                let more = chain.faults.count - Self.mostFaults
                if more > 0 { try Output.line("  and \(more) more") }
            }
            guard report.isIntact else { throw ExitCode(ServerExit.Code.data.rawValue) }
        }
    }

    private static let mostFaults = 20

    private static func summary(of chain: AuditReport.Chain) -> String {
        var words = ["\(chain.rows) rows"]
        if chain.archived > 0 { words.append("\(chain.archived) older ones behind a signed checkpoint") }
        words.append(chain.faults.isEmpty ? "whole" : "NOT WHOLE")
        if !chain.endIsKnown { words.append("its end can be checked on its own node only") }
        return words.joined(separator: ", ")
    }
}
