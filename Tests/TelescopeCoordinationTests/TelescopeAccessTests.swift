import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct TelescopeAccessTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let owner = UUID()
    private let group = UUID()
    private let stranger = UUID()
    private let id = UUID()

    private func access(
        _ visibility: TelescopeVisibility, owner: TelescopePrincipal? = nil, grants: [TelescopeAccess.Grant] = []
    ) -> TelescopeAccess {
        TelescopeAccess(entries: [
            id: .init(
                name: "one", owner: owner ?? TelescopePrincipal(id: self.owner, type: .user), visibility: visibility,
                isEnabled: true, grants: grants)
        ])
    }

    private func code(_ body: () throws(ServiceError) -> Void) -> ServiceError.Code? {
        do {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    private func grant(
        _ action: TelescopeAction, to id: UUID, _ type: PrincipalType = .user, until end: Date? = nil
    ) -> TelescopeAccess.Grant {
        .init(principal: TelescopePrincipal(id: id, type: type), action: action, expiresAt: end)
    }

    @Test func whatACallerMayNotKnowOfIsDeniedToTheAuditTrailAlone() {
        let rights = CallerRights(userID: stranger, held: [.read])
        let hidden = #expect(throws: ServiceError.self) {
            try access(.private).permit(.read, on: id, rights, at: now)
        }
        let nothing = #expect(throws: ServiceError.self) {
            try TelescopeAccess().permit(.read, on: id, rights, at: now)
        }
        #expect(hidden?.code == .notFound && hidden?.message == nothing?.message)
        #expect(hidden?.denial == "you may not read this telescope" && nothing?.denial == nil)
    }

    @Test func theRuleNamesWhoIsLentTheTelescope() {
        let lent = access(.private, grants: [grant(.control, to: group, .group), grant(.read, to: stranger)])
        let rights = CallerRights(userID: stranger, groups: [group], held: [.read])
        #expect(lent.rule(.read, on: id, rights, at: now) == "shared with the group \(group.text)")
        #expect(lent.rule(.control, on: id, CallerRights(userID: owner), at: now) == "owner")
        #expect(lent.rule(.write, on: id, rights, at: now) == nil)
    }

    @Test(arguments: [TelescopeVisibility.public, .private])
    func theOwnerMayDoEverythingWithoutAnyPermission(visibility: TelescopeVisibility) {
        #expect(access(visibility).most(CallerRights(userID: owner), on: id, at: now) == .write)
    }

    @Test func aMemberOfTheOwningGroupMayDoEverything() {
        let access = access(.private, owner: TelescopePrincipal(id: group, type: .group))
        #expect(access.most(CallerRights(userID: stranger, groups: [group]), on: id, at: now) == .write)
        #expect(access.most(CallerRights(userID: stranger), on: id, at: now) == nil)
    }

    @Test func aUserWhoseIDIsAGroupsIsNotThatGroup() {
        let access = access(.private, owner: TelescopePrincipal(id: group, type: .group))
        #expect(access.most(CallerRights(userID: group), on: id, at: now) == nil)
    }

    @Test func anAdminMayDoEverythingWithAPrivateTelescope() {
        #expect(access(.private).most(CallerRights(userID: stranger, isAdmin: true), on: id, at: now) == .write)
    }

    @Test func permissionsCountOnPublicTelescopesOnly() {
        let rights = CallerRights(userID: stranger, held: [.read, .control, .write])
        #expect(access(.public).most(rights, on: id, at: now) == .write)
        #expect(access(.private).most(rights, on: id, at: now) == nil)
    }

    @Test func controlIncludesRead() {
        let rights = CallerRights(userID: stranger, held: [.control])
        #expect(code { () throws(ServiceError) in try access(.public).permit(.read, on: id, rights, at: now) } == nil)
        #expect(
            code { () throws(ServiceError) in try access(.public).permit(.write, on: id, rights, at: now) }
                == .forbidden)
    }

    @Test func aGrantNeedsNoPermissionBesideIt() {
        let access = access(.private, grants: [grant(.control, to: stranger)])
        #expect(access.most(CallerRights(userID: stranger), on: id, at: now) == .control)
    }

    @Test func aGrantToAGroupIsItsMembers() {
        let access = access(.private, grants: [grant(.read, to: group, .group)])
        #expect(access.most(CallerRights(userID: stranger, groups: [group]), on: id, at: now) == .read)
        #expect(access.most(CallerRights(userID: stranger), on: id, at: now) == nil)
    }

    @Test func aGrantEndsByTheClock() {
        let access = access(.private, grants: [grant(.control, to: stranger, until: now)])
        let rights = CallerRights(userID: stranger)
        #expect(access.most(rights, on: id, at: now.addingTimeInterval(-0.001)) == .control)
        #expect(access.most(rights, on: id, at: now) == nil)
    }

    @Test func theStrongestOfSeveralGrantsCounts() {
        let access = access(
            .private,
            grants: [
                grant(.write, to: stranger, until: now), grant(.control, to: stranger), grant(.read, to: stranger),
            ])
        #expect(access.most(CallerRights(userID: stranger), on: id, at: now) == .control)
    }

    @Test func aTelescopeThatMayNotBeReadIsAnsweredLikeOneThatIsNone() {
        let rights = CallerRights(userID: stranger, held: [.read, .control, .write])
        let other = UUID()
        #expect(
            code { () throws(ServiceError) in try access(.private).permit(.read, on: id, rights, at: now) } == .notFound
        )
        #expect(
            code { () throws(ServiceError) in try access(.private).permit(.write, on: id, rights, at: now) }
                == .notFound)
        #expect(
            code { () throws(ServiceError) in try access(.public).permit(.read, on: other, rights, at: now) }
                == .notFound)
        #expect(TelescopeAccess.unknown(id).message == "no telescope \(id.text)")
    }

    @Test func oneThatMayBeReadButNotControlledIsForbidden() {
        let rights = CallerRights(userID: stranger, held: [.read])
        #expect(
            code { () throws(ServiceError) in try access(.public).permit(.control, on: id, rights, at: now) }
                == .forbidden)
    }

    @Test func holdersOfControlMayStopAPrivateTelescope() {
        let rights = CallerRights(userID: stranger, held: [.control])
        #expect(code { () throws(ServiceError) in try access(.private).permitStopping(id, rights, at: now) } == nil)
        #expect(
            code { () throws(ServiceError) in try access(.private).permit(.control, on: id, rights, at: now) }
                == .notFound)
    }

    @Test func othersMayNotStopATelescope() {
        let reader = CallerRights(userID: stranger, held: [.read])
        #expect(
            code { () throws(ServiceError) in try access(.private).permitStopping(id, reader, at: now) } == .notFound)
        #expect(
            code { () throws(ServiceError) in try access(.public).permitStopping(id, reader, at: now) } == .forbidden)
    }

    @Test func whoeverKnowsOfEveryTelescopeIsToldThatOneIsNone() {
        let rights = CallerRights(userID: stranger, isAdmin: true, held: [.control])
        #expect(
            code { () throws(ServiceError) in try access(.public).permitStopping(UUID(), rights, at: now) } == .notFound
        )
    }

    @Test func whoeverMayStopCannotTellAPrivateTelescopeFromNone() {
        let rights = CallerRights(userID: stranger, held: [.read, .control, .write])
        for id in [id, UUID()] {
            #expect(code { () throws(ServiceError) in try access(.private).permitStopping(id, rights, at: now) } == nil)
        }
    }

    @Test func whoMayWriteMayNotShare() {
        let access = access(.private, grants: [grant(.write, to: stranger)])
        let rights = CallerRights(userID: stranger)
        #expect(code { () throws(ServiceError) in try access.permitSharing(id, rights, at: now) } == .forbidden)
        #expect(
            code { () throws(ServiceError) in try access.permitSharing(id, CallerRights(userID: owner), at: now) }
                == nil)
        #expect(
            code { () throws(ServiceError) in try access.permitSharing(id, CallerRights(userID: UUID()), at: now) }
                == .notFound)
    }

    @Test func listsHoldWhatMayBeReadOnly() {
        var access = access(.private)
        let visible = UUID()
        access.entries[visible] = .init(
            name: "two", owner: TelescopePrincipal(id: owner, type: .user), visibility: .public, isEnabled: true)
        #expect(access.all(.read, CallerRights(userID: stranger, held: [.read]), at: now) == [visible])
        #expect(access.all(.control, CallerRights(userID: stranger, held: [.read]), at: now).isEmpty)
        #expect(Set(access.all(.read, CallerRights(userID: owner), at: now)) == [id, visible])
    }
}
