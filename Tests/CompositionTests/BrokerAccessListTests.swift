import Kernel
import StorageEngines
import Testing

@testable import Composition

/// The access list of a broker that somebody else runs.
@Suite struct BrokerAccessListTests {
    private func list(of nodes: [String]) throws -> String {
        try Administration.brokerAccess(
            for: .anybody, nodes: nodes, sharesReplies: false, RunOptions(coordinators: [], environment: [:]))
    }

    @Test func theAccountsOfNodesMayDoEverything() throws {
        for name in ["bigskies-node", "dome", "Coordinator_User", "A B", "zürich"] {
            #expect(try list(of: [name]).contains("\nuser \(name)\n"))
        }
    }

    @Test(arguments: ["", " dome", "a:b", "dome\ntopic readwrite #", "dome\r", String(repeating: "a", count: 256)])
    func aNameThatNoAccountCanHaveIsRefusedWithTheRule(name: String) {
        let error = #expect(throws: ServiceError.self) { try list(of: ["dome", name]) }
        #expect(error?.code == .invalidRequest)
        #expect(
            error?.message.hasPrefix("the name of a broker account must be 1 to 255 characters on one line") == true)
    }
}
