import Kernel

/// The rows of one host by the part of the topic after `{prefix}/coordinator/`, in every spelling.
struct RouteTable<Owner: Coordinator>: Sendable {
    private let rows: [String: Route<Owner>]

    /// Builds the table.
    ///
    /// - Parameter routes: The rows.
    /// - Throws: `internal` naming a topic that is declared twice.
    init(_ routes: [Route<Owner>]) throws(ServiceError) {
        var rows: [String: Route<Owner>] = [:]
        for route in routes {
            for suffix in [route.suffix] + TopicAliases.spellings(of: route.suffix) {
                guard rows.updateValue(route, forKey: suffix) == nil else {
                    throw ServiceError(.internal, "the topic \(suffix) is declared twice")
                }
            }
        }
        self.rows = rows
    }

    /// The row that answers a topic.
    subscript(suffix: String) -> Route<Owner>? { rows[suffix] }

    /// Every spelling of every topic.
    var suffixes: [String] { rows.keys.sorted() }
}
