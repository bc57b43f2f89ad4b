import Hosting
import Messaging
import StorageEngines

/// What clients without an account may do on the managed broker, made from the route tables.
enum BrokerRights {
    /// The rights below a prefix.
    ///
    /// One pattern for each coordinator and action, not one for each route: an unknown command must reach a node to be
    /// answered `not_found`. What coordinators say is never among the commands, because the broker knows grants and no
    /// exceptions from them.
    ///
    /// - Parameters:
    ///   - space: The topics.
    ///   - sharesReplies: Whether everybody may read the replies on derived topics.
    /// - Returns: The rights.
    static func access(in space: TopicSpace, sharesReplies: Bool) -> BrokerAccess {
        let root = "\(space.prefix)/coordinator"
        let said = Statements.patterns
        var commands: Set<String> = []
        for route in CoordinatorCatalog.routes {
            for suffix in [route.suffix] + TopicAliases.spellings(of: route.suffix) {
                let levels = suffix.split(separator: "/")
                guard levels.count >= 2 else { continue }
                if levels.count == 2 || said.contains(where: { $0.prefix(2) == levels.prefix(2) }) {
                    commands.insert("\(root)/\(suffix)")
                } else {
                    commands.insert("\(root)/\(levels[0])/\(levels[1])/#")
                }
            }
        }
        let reads =
            said.map { "\(root)/\($0.joined(separator: "/"))" }
            + (sharesReplies ? CoordinatorCatalog.families.map { "\(root)/\($0)/response/#" } : [])
            + ["\(space.prefix)/node/+/presence"]
        return BrokerAccess(prefix: space.prefix, commandPatterns: commands.sorted(), readPatterns: reads.sorted())
    }
}
