import ArgumentParser
import Composition
import Kernel

/// Prints the reference of all topics.
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Print the reference of all topics, made from the route tables.",
        discussion: """
            The topics are given without what all of them begin with. Marks: ! urgent, changes: audited and not carried out twice, \
            motion: refused when older than 30 s, waits: takes wait, secret: the reply goes to a private topic only.
            """)

    /// How the reference is printed.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, json
    }

    @Argument(help: "Only topics that contain this.")
    var part: String?

    @Option(help: "text, markdown or json.")
    var form = Form.text

    func run() async throws {
        try await exiting {
            let reference = RouteReference(CoordinatorCatalog.routes, containing: part)
            guard !reference.isEmpty else { throw ServiceError(.notFound, "no topic contains \(part ?? "")") }
            switch form {
            case .text: try Output.line(reference.text)
            case .markdown: try Output.line(reference.markdown)
            case .json: try Output.line(try WireJSON.prettyText(reference))
            }
        }
    }
}
