import Access
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import SecurityEngines

@Suite struct AnonymousRoleTests {
    private func gatekeeper(_ role: String?) -> SnapshotGatekeeper {
        let tables = Cast.tables { tables in
            let denied = Permission("telescope", "write")
            let role = tables.addRole(
                "operator", [(Cast.control, .allow), (denied, .allow), (denied, .deny)])
            let other = tables.addRole("observer", [(Cast.read, .allow)])
            tables.userRoles = [.init(left: Cast.alice, right: role), .init(left: Cast.alice, right: other)]
        }
        let gatekeeper = SnapshotGatekeeper(
            snapshot: Cast.snapshot(tables), prefix: Cast.prefix, time: ManualTime().source)
        gatekeeper.anonymousRole = role
        return gatekeeper
    }

    @Test func whoShowsNothingIsNobodyWithTheRolesRights() throws {
        let gatekeeper = gatekeeper("operator")
        for door in [Door.mqtt, .control] {
            let caller = try gatekeeper.caller(showing: Credentials(), at: door)
            #expect(caller.principal == .anonymous)
            #expect(caller.standInRole == "operator")
            let decision = gatekeeper.decide(caller, Cast.control)
            #expect(decision.allowed)
            #expect(decision.reason == "anonymous_role: role operator allows telescope:control")
            #expect(!gatekeeper.decide(caller, Cast.read).allowed)
        }
    }

    @Test func denyBeatsAllowForNobodyToo() throws {
        #expect(!gatekeeper("operator").decide(.anonymous(at: .mqtt), Permission("telescope", "write")).allowed)
    }

    @Test func nobodyIsInNoGroupAndHoldsNoRoleByName() throws {
        let gatekeeper = gatekeeper("operator")
        let caller = try gatekeeper.caller(showing: Credentials(), at: .mqtt)
        #expect(!gatekeeper.holds(caller, role: "operator"))
        #expect(gatekeeper.groups(of: caller).isEmpty)
        #expect(caller.userID == nil)
    }

    @Test(arguments: [
        Credentials(token: "a.b.c"), Credentials(token: ""), Credentials(apiKey: "bsk_x"), Credentials(apiKey: ""),
    ])
    func whoShowsSomethingWrongIsRefused(credentials: Credentials) {
        #expect(throws: ServiceError.self) { try gatekeeper("operator").caller(showing: credentials, at: .mqtt) }
    }

    @Test func whatComesFromTheProcessNamesItsCaller() {
        #expect(throws: ServiceError.self) { try gatekeeper("operator").caller(showing: Credentials(), at: .process) }
    }

    @Test func withoutTheSettingNobodyIsRefused() {
        #expect(throws: ServiceError.self) { try gatekeeper(nil).caller(showing: Credentials(), at: .control) }
    }

    @Test func whatWasLentEndsWithTheSetting() throws {
        let gatekeeper = gatekeeper("operator")
        let caller = try gatekeeper.caller(showing: Credentials(), at: .mqtt)
        gatekeeper.anonymousRole = nil
        #expect(!gatekeeper.decide(caller, Cast.control).allowed)
    }

    @Test func aRoleThatIsGoneAllowsNothing() throws {
        let gatekeeper = gatekeeper("astronomer")
        #expect(!gatekeeper.decide(.anonymous(at: .mqtt), Cast.control).allowed)
        #expect(!gatekeeper.knows(role: "astronomer"))
    }
}
