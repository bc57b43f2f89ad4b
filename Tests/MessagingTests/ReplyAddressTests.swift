import Kernel
import Messaging
import Testing

@Suite struct ReplyAddressTests {
    let space: TopicSpace
    let dome: NodeName

    init() throws {
        space = try TopicSpace(prefix: "sites/north")
        dome = try NodeName("dome")
    }

    @Test(arguments: [
        ("client/gtk-1/replies", ReplyAddress.Kind.client("gtk-1")),
        ("client/gtk-1/replies/7", .client("gtk-1")),
        ("client/\u{301}a b/replies", .client("\u{301}a b")),
        ("client/eva/inbox", .account("eva")),
        ("client/eva/inbox/x", .account("eva")),
    ])
    func privateAddressesAreAccepted(text: String, kind: ReplyAddress.Kind) throws {
        let address = try ReplyAddress("sites/north/" + text, in: space)
        #expect(address.kind == kind)
        #expect(address.topic.text == "sites/north/" + text)
        #expect(address.isOpen(toNode: nil))
        #expect(!address.isOpen(toNode: dome))
    }

    @Test func aNodesAddressIsOpenToThatNodeOnly() throws {
        let address = try ReplyAddress(space.nodeReplies(dome).text, in: space)
        #expect(address.kind == .node(dome))
        #expect(address.isOpen(toNode: dome))
        #expect(!address.isOpen(toNode: nil))
        #expect(!address.isOpen(toNode: try NodeName("other")))
    }

    @Test(arguments: [
        "", "a", "sites/north", "sites/north/client/a", "sites/north/client/a/other", "sites/north/client//replies",
        "sites/north/client/a/replies/", "sites/north/client/a/replies/b/c", "sites/north/client/+/replies",
        "sites/north/client/a/replies/#", "sites/north/client/a\u{1}/replies", "bigskies/client/a/replies",
        "sites/northclient/a/replies", "sites/north/node/dome/replies/x", "sites/north/node/Dome/replies",
        "sites/north/node/dome/presence", "sites/north/coordinator/security/auth/login",
        "/sites/north/client/a/replies",
        "$SYS/client/a/replies", "sites/north/client/a/replies/replies", "sites/north/client/a/replies/events",
        "sites/north/client/a/replies/inbox", "sites/north/client/a/inbox/replies", "sites/north/client/a/inbox/events",
        "sites/north/client/a/inbox/inbox-events",
    ])
    func everythingElseIsRefusedWithTheAllowedForms(text: String) throws {
        let error = try #require(throws: ServiceError.self) { try ReplyAddress(text, in: space) }
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("reply_to must be sites/north/client/{id}/replies"))
    }

    @Test func anAddressHasAtMost256Bytes() throws {
        let head = "sites/north/client/a/replies/"
        let longest = head + String(repeating: "x", count: ReplyAddress.mostBytes - head.utf8.count)
        #expect(throws: Never.self) { try ReplyAddress(longest, in: space) }
        #expect(throws: ServiceError.self) { try ReplyAddress(longest + "x", in: space) }
    }

    @Test(arguments: [
        ("client/eva/replies", "client/eva/events"), ("client/eva/replies/1", "client/eva/events"),
        ("client/eva/inbox", "client/eva/inbox-events"), ("client/eva/inbox/1", "client/eva/inbox-events"),
    ])
    func whoTakesTheNameOfAnAccountDoesNotHearItsEvents(replies: String, events: String) throws {
        let kind = try ReplyAddress("sites/north/" + replies, in: space).kind
        let address = try #require(EventAddress(besideReplies: kind))
        let topic = try space.events(at: address, kind: "state", telescope: "7a")
        #expect(topic.text == "sites/north/\(events)/telescope/state/7a")
    }

    @Test func aNodeHasNoEventsOfItsOwn() {
        #expect(EventAddress(besideReplies: .node(dome)) == nil)
    }
}
