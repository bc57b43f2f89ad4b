import Kernel
import Messaging
import Testing

@Suite struct TopicSpaceTests {
    let space: TopicSpace
    let node: NodeName

    init() throws {
        space = try TopicSpace()
        node = try NodeName("dome-1")
    }

    @Test(arguments: ["bigskies", "sites/north", "a/b/c", "t-6f0c"])
    func aPrefixMayHaveSeveralLevels(prefix: String) throws {
        let space = try TopicSpace(prefix: prefix)
        #expect(space.coordinator("security/auth/login").text == "\(prefix)/coordinator/security/auth/login")
        #expect(space.suffix(of: space.coordinator("security/auth/login")) == "security/auth/login")
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", "a/+", "#", "$SYS", "$a/b", "a\n", String(repeating: "a", count: 129),
    ])
    func aPrefixWithoutSenseIsRefused(prefix: String) {
        #expect(throws: ServiceError.self) { try TopicSpace(prefix: prefix) }
    }

    @Test(arguments: [
        "bigskies/coordinator/", "bigskies/coordinator", "bigskies/node/a/replies", "other/coordinator/a", "a",
    ])
    func topicsElsewhereHaveNoSuffix(text: String) throws {
        #expect(space.suffix(of: try Topic(text)) == nil)
    }

    @Test(arguments: [
        ("security/auth/login", "security/response/auth/login/response"),
        ("config/update/telescope-coordinator", "config/response/update/telescope-coordinator/response"),
        ("a/b", "a/response/b/response"),
        ("a", "a/response/response"),
        ("a/", "a/response//response"),
        ("/", "/response//response"),
        ("a/\u{301}b", "a/response/\u{301}b/response"),
    ])
    func theDerivedReplyGoesIntoTheRequestsTopic(request: String, reply: String) throws {
        let derived = try #require(space.derivedReply(to: space.coordinator(request)))
        #expect(derived.text == "bigskies/coordinator/" + reply)
        #expect(space.isDerivedReply(derived))
    }

    @Test func whatHasNoSuffixHasNoDerivedReply() throws {
        #expect(space.derivedReply(to: try Topic("bigskies/node/a/replies")) == nil)
        let longest = try Topic("bigskies/coordinator/" + String(repeating: "a", count: 65_500))
        #expect(space.derivedReply(to: longest) == nil)
    }

    @Test(arguments: [
        "security/auth/login", "a/response", "response", "a/b/response", "response/response", "a/response/b",
    ])
    func requestsAreNotTakenForDerivedReplies(request: String) {
        #expect(!space.isDerivedReply(space.coordinator(request)))
    }

    @Test func fixedTopicsAreThoseOfTheProtocol() throws {
        #expect(space.health(of: "telescope").text == "bigskies/coordinator/health/telescope-coordinator")
        #expect(space.healthAlias(of: "telescope").text == "bigskies/coordinator/telescope/health/status")
        #expect(space.credentials.text == "bigskies/coordinator/bootstrap/credentials")
        #expect(space.credentialsRequest.text == "bigskies/coordinator/bootstrap/request")
        #expect(space.configUpdate(of: "message").text == "bigskies/coordinator/config/update/message-coordinator")
        #expect(space.configGet(of: "message").text == "bigskies/coordinator/config/get/message-coordinator")
        #expect(space.configHistory(of: "message").text == "bigskies/coordinator/config/history/message-coordinator")
        #expect(space.telescopeEvent("state", "7a").text == "bigskies/coordinator/telescope/event/state/7a")
        #expect(space.presence(ofNode: node).text == "bigskies/node/dome-1/presence")
        #expect(space.nodeReplies(node).text == "bigskies/node/dome-1/replies")
        #expect(space.probe(node).text == "bigskies/node/dome-1/probe")
        #expect(try space.clientReplies("gtk-1").text == "bigskies/client/gtk-1/replies")
        #expect(try space.accountReplies("eva").text == "bigskies/client/eva/inbox")
        let client = try EventAddress(client: "gtk-1")
        #expect(
            try space.events(at: client, kind: "state", telescope: "7a").text
                == "bigskies/client/gtk-1/events/telescope/state/7a")
        #expect(
            try space.allEvents(at: client, telescope: "7a").text == "bigskies/client/gtk-1/events/telescope/+/7a")
        #expect(space.family("telescope").text == "bigskies/coordinator/telescope/#")
        #expect(space.allCoordinators.text == "bigskies/coordinator/#")
        #expect(space.allPresences.text == "bigskies/node/+/presence")
        #expect(space.allHealth.text == "bigskies/coordinator/health/+")
    }

    @Test func aNodeIsReadFromItsPresenceOnly() throws {
        #expect(space.node(fromPresence: space.presence(ofNode: node)) == node)
        for text in ["bigskies/node/dome-1/replies", "bigskies/node/Dome/presence", "bigskies/node/a/b/presence", "x"] {
            #expect(space.node(fromPresence: try Topic(text)) == nil)
        }
    }

    @Test func aCoordinatorIsReadFromItsHealthOnly() throws {
        #expect(space.coordinator(fromHealth: space.health(of: "security")) == "security")
        for suffix in ["health/-coordinator", "health/a", "health/a/b-coordinator", "security/health/status"] {
            #expect(space.coordinator(fromHealth: space.coordinator(suffix)) == nil)
        }
    }

    @Test(arguments: ["", "a/b", "+", "a#", "a\u{1}"])
    func aClientIDThatIsNoLevelIsRefused(id: String) {
        #expect(throws: ServiceError.self) { try space.clientReplies(id) }
        #expect(throws: ServiceError.self) { try space.accountReplies(id) }
        #expect(throws: ServiceError.self) { try EventAddress(client: id) }
        #expect(throws: ServiceError.self) {
            try space.events(at: try EventAddress(client: "a"), kind: "state", telescope: id)
        }
    }

    @Test func aSuffixFromOutsideIsChecked() throws {
        #expect(try space.coordinator(checking: "a/b") == space.coordinator("a/b"))
        #expect(throws: ServiceError.self) { try space.coordinator(checking: "a/#") }
    }
}
