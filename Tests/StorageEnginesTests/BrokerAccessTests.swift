import Kernel
import Testing

@testable import StorageEngines

@Suite struct BrokerAccessTests {
    @Test func anybodyMayCommandButNotSpeakForTheServer() async throws {
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort()) { _, address in
                try await #expect(publish("sky/coordinator/telescope/control/slew", address).isAllowed)
                for topic in [
                    "sky/coordinator/health/telescope-coordinator", "sky/node/dome-1/presence",
                    "sky/coordinator/bootstrap/credentials", "sky/client/alice/replies", "sky/client/alice/replies/1",
                    "sky/client/alice/events/telescope/state/1", "sky/node/dome-1/replies",
                    "sky/coordinator/security/response/auth/login/response", "other/topic",
                ] {
                    try await #expect(!publish(topic, address, id: "mallory", retained: true).isAllowed, "\(topic)")
                }
            }
        }
    }

    @Test(arguments: ["alice", "alice/replies", "alice/inbox", "alice/events", "alice/inbox-events"])
    func noNameWritesWhatAClientHears(id: String) async throws {
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort()) { _, address in
                let branches = ["replies", "inbox", "events", "inbox-events", "1"]
                let leaves = ["replies", "inbox"]
                let heard =
                    leaves + leaves.flatMap { leaf in branches.map { "\(leaf)/\($0)" } }
                    + ["events/telescope/state/1", "events/replies", "inbox-events/telescope/state/1"]
                for topic in heard.map({ "sky/client/alice/\($0)" }) {
                    try await #expect(!publish(topic, address, id: id).isAllowed, "\(topic)")
                }
            }
        }
    }

    @Test(arguments: [
        "sky/client/alice/replies", "sky/client/alice/replies/1", "sky/client/alice/events/telescope/state/1",
        "sky/node/dome-1/replies", "sky/coordinator/telescope/control/slew",
    ])
    func nobodyReadsWhatIsForOthers(topic: String) async throws {
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort()) { _, address in
                for id in ["mallory", "alice/replies", "alice/events"] {
                    try await #expect(firstMessage(of: topic, address, id: id) == "the sentinel", "\(id)")
                }
            }
        }
    }

    @Test(arguments: [
        "sky/client/alice/replies", "sky/client/alice/replies/1", "sky/client/alice/events/telescope/state/1",
        "sky/coordinator/health/telescope-coordinator", "sky/coordinator/bootstrap/credentials",
        "sky/node/dome-1/presence", "sky/coordinator/security/response/auth/login/response",
    ])
    func aClientReadsWhatIsForItAndForAll(topic: String) async throws {
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort()) { _, address in
                try await #expect(firstMessage(of: topic, address, id: "alice") == "the message")
            }
        }
    }

    @Test(arguments: ["", " sky/x", "sky/x\nuser admin", "sky/%u/x", "sky/%c"])
    func aFilterThatWouldMeanSomethingElseIsRefused(filter: String) {
        let access = BrokerAccess(prefix: "sky", commandPatterns: [filter], readPatterns: [])
        #expect(throws: ServiceError.self) { try access.text(for: .anybody, nodes: ["node"]) }
    }

    @Test func thePrefixHasNoWildcards() {
        #expect(throws: ServiceError.self) {
            try BrokerAccess(prefix: "+", commandPatterns: [], readPatterns: []).text(for: .anybody, nodes: [])
        }
    }

    /// What a client that subscribes to a topic, and after it to one that all may read, is sent first; both have a
    /// retained message, and the broker sends them in the order of the subscriptions.
    private func firstMessage(of topic: String, _ address: BrokerAddress, id: String) async throws -> String {
        let sentinel = "sky/coordinator/health/sentinel"
        for (topic, text) in [(topic, "the message"), (sentinel, "the sentinel")] {
            try await #expect(publish(topic, address, as: address.password, text: text, retained: true).isAllowed)
        }
        return try await run(
            "mosquitto_sub",
            ["-h", address.host, "-p", "\(address.port)", "-i", id, "-t", topic, "-t", sentinel, "-C", "1", "-W", "20"]
        ).output
    }
}
