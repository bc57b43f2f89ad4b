import Hosting
import Messaging
import StorageEngines
import Testing

@testable import Composition

@Suite struct CatalogTests {
    @Test func noTopicIsDeclaredTwice() {
        let topics = CoordinatorCatalog.routes.flatMap { [$0.suffix] + TopicAliases.spellings(of: $0.suffix) }
        #expect(Set(topics).count == topics.count)
    }

    @Test func whatCoordinatorsSayIsNobodysRoute() {
        for route in CoordinatorCatalog.routes {
            let levels = route.suffix.split(separator: "/")
            let isSaid = Statements.patterns.contains { pattern in
                pattern.count == levels.count && zip(pattern, levels).allSatisfy { $0 == "+" || $0 == $1 }
            }
            #expect(!isSaid, "\(route.suffix)")
        }
    }

    @Test(arguments: [
        ("security/auth/login", TopicRole.route(isPublic: true)),
        ("telescope/control/slew", .route(isPublic: false)),
        ("config/update/telescope-coordinator", .route(isPublic: false)),
        ("health/telescope-coordinator", .statement),
        ("telescope/health/status", .statement),
        ("telescope/event/state/7", .statement),
        ("telescope/control/slow", .unknown),
        ("", .unknown),
    ])
    func aTopicHasOneRole(suffix: String, role: TopicRole) {
        #expect(CoordinatorCatalog.role(of: suffix) == role)
    }

    @Test func everybodyMayCommandAndNobodyMaySpeakForACoordinator() throws {
        let access = BrokerRights.access(in: try TopicSpace(prefix: "p"), sharesReplies: true)
        var commands = TopicTrie<Bool>()
        for pattern in access.commandPatterns { commands.insert(true, for: try TopicFilter(pattern)) }
        for route in CoordinatorCatalog.routes {
            #expect(!commands.matches(try Topic("p/coordinator/\(route.suffix)")).isEmpty, "\(route.suffix)")
        }
        for said in [
            "health/telescope-coordinator", "telescope/health/status", "bootstrap/credentials",
            "telescope/event/state/7", "application/event/service_status",
            "security/response/auth/login/response",
        ] {
            #expect(commands.matches(try Topic("p/coordinator/\(said)")).isEmpty, "\(said)")
        }
        #expect(commands.matches(try Topic("p/node/n/presence")).isEmpty)
    }
}
