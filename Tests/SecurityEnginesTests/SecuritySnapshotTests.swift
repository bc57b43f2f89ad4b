import Access
import FoundationEssentials
import Testing

@testable import SecurityEngines

@Suite struct SecuritySnapshotTests {
    @Test func aRoleGrantsWhatItHoldsAndIsNamed() {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let role = tables.addRole("operator", [(Cast.control, .allow)])
                tables.userRoles = [.init(left: Cast.alice, right: role)]
            })
        let decision = snapshot.decide(user: Cast.alice, Cast.control)
        #expect(decision.allowed)
        #expect(decision.grantedBy == "operator")
        #expect(decision.reason == "role operator allows telescope:control")
    }

    @Test func nothingFoundIsADenial() {
        let decision = Cast.snapshot().decide(user: Cast.alice, Cast.control)
        #expect(!decision.allowed)
        #expect(decision.grantedBy == nil)
        #expect(decision.reason == "no role or group grants telescope:control")
    }

    @Test func rolesAndPermissionsOfTheGroupsCount() {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let role = tables.addRole("operator", [(Cast.control, .allow)])
                let group = tables.addGroup("night shift", roles: [role], [(Cast.read, .allow)])
                tables.userGroups = [.init(left: Cast.alice, right: group)]
            })
        #expect(
            snapshot.decide(user: Cast.alice, Cast.control).reason
                == "role operator of group night shift allows telescope:control")
        #expect(snapshot.decide(user: Cast.alice, Cast.read).grantedBy == "night shift")
    }

    @Test(arguments: [true, false])
    func denyBeatsAllowWhereverItComesFrom(denyingRole: Bool) {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let (roleEffect, groupEffect): (SecurityTables.Effect, SecurityTables.Effect) =
                    denyingRole ? (.deny, .allow) : (.allow, .deny)
                let role = tables.addRole("a", [(Cast.control, roleEffect)])
                let group = tables.addGroup("b", [(Cast.control, groupEffect)])
                let other = tables.addRole("c", [(Cast.control, .allow)])
                tables.userRoles = [.init(left: Cast.alice, right: role), .init(left: Cast.alice, right: other)]
                tables.userGroups = [.init(left: Cast.alice, right: group)]
            })
        let decision = snapshot.decide(user: Cast.alice, Cast.control)
        #expect(!decision.allowed)
        #expect(decision.grantedBy == (denyingRole ? "a" : "b"))
    }

    @Test func denyBeatsAllowAlsoFromARoleOfAGroup() {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let role = tables.addRole("a", [(Cast.control, .allow)])
                let curb = tables.addRole("b", [(Cast.control, .deny)])
                let group = tables.addGroup("c", [(Cast.control, .allow)])
                tables.userRoles = [.init(left: Cast.alice, right: role)]
                tables.userGroups = [.init(left: Cast.alice, right: group)]
                tables.groupRoles = [.init(left: group, right: curb)]
            })
        let decision = snapshot.decide(user: Cast.alice, Cast.control)
        #expect(!decision.allowed && decision.grantedBy == "b")
    }

    @Test func aDisabledAccountHoldsNothing() {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let role = tables.addRole("admin", [(Cast.control, .allow)])
                tables.userRoles = [.init(left: Cast.bob, right: role)]
            })
        #expect(snapshot.decide(user: Cast.bob, Cast.control).reason == "the account is disabled")
    }

    @Test func anUnknownAccountHoldsNothing() {
        #expect(!Cast.snapshot().decide(user: UUID(), Cast.read).allowed)
    }

    @Test func everybodyWithTheSameRolesSharesOneProfile() throws {
        let snapshot = Cast.snapshot(
            Cast.tables { tables in
                let roles = [tables.addRole("a", []), tables.addRole("b", [])]
                tables.userRoles = [
                    .init(left: Cast.alice, right: roles[0]), .init(left: Cast.alice, right: roles[1]),
                    .init(left: Cast.bob, right: roles[1]), .init(left: Cast.bob, right: roles[0]),
                ]
            })
        let (alice, bob) = (snapshot.standing(of: Cast.alice), snapshot.standing(of: Cast.bob))
        #expect(try #require(alice).profile === (try #require(bob)).profile)
    }
}
