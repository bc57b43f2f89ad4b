import FoundationEssentials
import Kernel
import Testing

@testable import StorageEngines

@Suite struct BrokerAccountsTests {
    @Test func thePasswordOfAnAccountIsNowhereInTheFile() throws {
        var accounts = BrokerAccounts()
        let password = try accounts.add("weather", isNode: false)
        #expect(password.count == 64)
        #expect(!accounts.text.contains(password))
        #expect(accounts.text.contains("client weather:$7$101$"))
        #expect(try BrokerAccounts(text: accounts.text) == accounts)
    }

    @Test(arguments: ["", "Weather", "a b", "a:b", "a/b", "ä", "a\n", String(repeating: "a", count: 49), "+", "%c"])
    func aNameIsLettersDigitsAndHyphens(name: String) {
        var accounts = BrokerAccounts()
        let error = #expect(throws: ServiceError.self) { try accounts.add(name, isNode: false) }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: ["bigskies-node", "bigskies-probe", "weather"])
    func aNameThatIsTakenIsRefused(name: String) throws {
        var accounts = BrokerAccounts()
        _ = try accounts.add("weather", isNode: true)
        let error = #expect(throws: ServiceError.self) { try accounts.add(name, isNode: false) }
        #expect(error?.code == .conflict)
        #expect(accounts.nodes == ["weather"])
    }

    @Test func anAccountThatIsNotThereCannotBeRemoved() throws {
        var accounts = BrokerAccounts()
        _ = try accounts.add("weather", isNode: false)
        try accounts.remove("weather")
        let error = #expect(throws: ServiceError.self) { try accounts.remove("weather") }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: [
        "nonsense", "client weather", "admin weather:$7$101$a$b", "client weather:$6$a$b$c",
        "client a:$7$101$a$b extra",
        "node bigskies-node:$7$101$a$b", "client a:$7$101$a$b\nclient a:$7$101$a$b", "client a:b:$7$101$a$b",
    ])
    func aLineThatIsNoAccountIsNamed(text: String) {
        let error = #expect(throws: ServiceError.self) { try BrokerAccounts(text: "# accounts\n\(text)\n") }
        #expect(error?.message.contains("line") == true)
    }

    @Test func onlyTheOwnerMayReadTheFile() async throws {
        try await withNode { directory in
            _ = try directory.changeBrokerAccounts { try $0.add("weather", isNode: false) }
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.brokerAccountsFile)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try directory.brokerAccounts().entries.map(\.name) == ["weather"])
        }
    }

    @Test func aListForAccountsHasAnInboxAndNoReplies() throws {
        let text = try BrokerAccess.ofTests.text(for: .accounts, nodes: ["dome"])
        for own in ["inbox", "inbox/+", "inbox-events/#"] {
            #expect(text.contains("pattern read sky/client/%c/\(own)\n"))
        }
        #expect(!text.contains("replies"))
        #expect(text.contains("user dome\ntopic readwrite sky/#\n"))
    }
}
