import Hosting
import Messaging

/// The rows of the route tables as people and programs read them.
struct RouteReference: Encodable {
    /// A row.
    struct Row: Encodable, Equatable {
        let coordinator: String
        let topic: String
        let spellings: [String]
        let kind: String
        let access: String
        let marks: [String]
        let request: String
        let response: String
    }

    /// The rows, ordered by topic within a coordinator.
    let routes: [Row]

    /// Whether there are no rows.
    var isEmpty: Bool { routes.isEmpty }

    /// Makes the reference.
    ///
    /// - Parameters:
    ///   - routes: The rows of all tables, coordinators in their order.
    ///   - part: What a topic must contain.
    init(_ routes: [RouteDescription], containing part: String? = nil) {
        var order: [String: Int] = [:]
        for route in routes where order[route.coordinator] == nil { order[route.coordinator] = order.count }
        self.routes =
            routes
            .filter { route in part.map { route.suffix.contains($0) } ?? true }
            .sorted {
                (order[$0.coordinator] ?? 0, $0.suffix) < (order[$1.coordinator] ?? 0, $1.suffix)
            }
            .map(Row.init)
    }

    /// A table for each coordinator.
    var text: String {
        sections.map { name, rows in
            "\(name)\n"
                + TextTable(
                    ["topic", "access", "marks", "request", "reply"],
                    rows.map { [$0.topic, $0.access, $0.marks.joined(separator: " "), $0.request, $0.response] }
                ).text
        }.joined(separator: "\n\n")
    }

    /// The same in Markdown.
    var markdown: String {
        sections.map { name, rows in
            let lines = rows.map { row in
                let cells = [
                    "`\(row.topic)`", row.access, row.marks.joined(separator: ", "), "`\(row.request)`",
                    "`\(row.response)`",
                ]
                return "| \(cells.joined(separator: " | ")) |"
            }
            return "### \(name)\n\n| topic | access | marks | request | reply |\n| --- | --- | --- | --- | --- |\n"
                + lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private var sections: [(String, [Row])] {
        routes.reduce(into: []) { sections, row in
            if sections.last?.0 == row.coordinator {
                sections[sections.count - 1].1.append(row)
            } else {
                sections.append((row.coordinator, [row]))
            }
        }
    }
}

extension RouteReference.Row {
    /// Describes a row.
    fileprivate init(_ route: RouteDescription) {
        coordinator = route.coordinator
        topic = route.suffix
        spellings = TopicAliases.spellings(of: route.suffix)
        kind = route.kind.rawValue
        access = route.access
        let traits: [(RouteTraits, String)] = [
            (.urgent, "!"), (.changes, "changes"), (.motion, "motion"), (.waits, "waits"), (.secretReply, "secret"),
        ]
        marks = (route.kind == .event ? ["event"] : []) + traits.filter { route.traits.contains($0.0) }.map(\.1)
        request = route.request
        response = route.kind == .event ? "-" : route.response
    }
}
