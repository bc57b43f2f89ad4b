import Alpaca
import AlpacaServer
import Testing

@Suite struct SetupPageTests {
    private let device = TableDevice(.focuser, name: "<script>alert(1)</script>", summary: "a & b")

    @Test func whatCameFromOutsideIsShownAsText() async throws {
        try await ServerFixture.run([device]) { server in
            for path in ["/setup", "/setup/v1/focuser/0/setup"] {
                let page = try await server.get(path)
                #expect(page.status == 200 && page.type.hasPrefix("text/html"))
                #expect(!page.text.contains("<script>"))
                #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
                #expect(page.text.contains("Tables &lt;&amp;&gt;") && page.text.contains("a &amp; b"))
                #expect(page.text.contains("Joiners"))
            }
        }
    }

    @Test func aFormIsAppliedAndShownAgain() async throws {
        try await ServerFixture.run([device]) { server in
            let path = "/setup/v1/focuser/0/setup"
            // A page that is loaded again must not send the form again.
            #expect(try await server.send("POST", path, "place=%3Chere%3E+%22").status == 303)
            let page = try await server.get(path)
            #expect(page.text.contains("value=\"&lt;here&gt; &quot;\""))
            let refused = try await server.send("POST", path, "place=")
            #expect(refused.status == 400)
            #expect(refused.text.contains("where is &lt;it&gt;?"))
        }
    }

    @Test func aFormOfAnotherPageIsRefused() async throws {
        try await ServerFixture.run([device]) { server in
            let path = "/setup/v1/focuser/0/setup"
            let other = try await server.send("POST", path, "place=x", headers: [("Origin", "http://evil.example")])
            #expect(other.status == 403)
            let own = try await server.send("POST", path, "place=x", headers: [("Origin", server.url)])
            #expect(own.status == 303)
        }
    }

    @Test(arguments: ["/setup/v1/focuser/1/setup", "/setup/v1/focuser/0", "/setup/v2/focuser/0/setup", "/nothing"])
    func aPageThatIsNotThereIsRefused(path: String) async throws {
        try await ServerFixture.run([device]) { server in
            let page = try await server.get(path)
            #expect([400, 404].contains(page.status))
            let deletion = try await server.send("DELETE", "/setup")
            #expect(deletion.status == 405)
        }
    }
}
