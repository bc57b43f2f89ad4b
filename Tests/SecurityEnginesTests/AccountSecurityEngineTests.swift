import Access
import Contracts
import FoundationEssentials
import Kernel
import Postgres
import Secrets
import Support
import Testing

@testable import SecurityEngines

@Suite struct AccountSecurityEngineTests {
    @Test func everyRefusedLoginRunsExactlyOneBcryptAndSaysTheSame() async throws {
        var policy = SecurityFixture.policy
        policy.lockoutThreshold = 3
        let fixture = try await SecurityFixture.make(policy: policy)
        let accounts = fixture.accounts
        _ = try await fixture.user("alice")
        let disabled = try await fixture.user("disabled")
        _ = try await accounts.create(
            CreateUserRequest(username: "root", email: "r@x", password: SecurityFixture.password, roles: ["admin"]))
        _ = try await accounts.update(UpdateUserRequest(id: disabled, enabled: .set(false)))
        _ = try await fixture.user("delayed")
        for _ in 0..<3 {
            _ = await failure { _ = try await accounts.authenticate(username: "delayed", password: "wrong") }
        }
        let refused = [
            ("nobody", SecurityFixture.password), ("not a name\0", "x"), ("alice", "wrong"), ("alice", ""),
            ("alice", String(repeating: "x", count: 5000)), ("disabled", SecurityFixture.password),
            ("disabled", "wrong"), ("delayed", SecurityFixture.password), ("delayed", "wrong"),
        ]
        for (username, password) in refused {
            let before = await accounts.hashesComputed
            let error = await failure {
                _ = try await accounts.authenticate(username: username, password: password)
            }
            #expect(error?.code == .unauthenticated, "\(username)")
            #expect(error?.message == "the username or password is wrong")
            #expect(await accounts.hashesComputed - before == 1, "\(username)")
        }
    }

    @Test func aNameIsFoundWhateverItsCase() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("Alice")
        let user = try await fixture.accounts.authenticate(username: "aLICE", password: SecurityFixture.password)
        #expect(user.id == id)
        #expect(user.info.username == "Alice")
        #expect(!user.mustChangePassword)
    }

    @Test func anOldPasswordMustBeChanged() async throws {
        var policy = SecurityFixture.policy
        policy.passwordExpiry = .seconds(3600)
        let fixture = try await SecurityFixture.make(policy: policy)
        let id = try await fixture.user("alice")
        fixture.clock.advance(by: .seconds(3600))
        let user = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        #expect(user.mustChangePassword)
        try await fixture.accounts.changePassword(
            of: id, from: SecurityFixture.password, to: "another horse battery", keeping: nil)
        let after = try await fixture.accounts.authenticate(username: "alice", password: "another horse battery")
        #expect(!after.mustChangePassword)
    }

    @Test func aHashFollowsTheCostOfTheSettings() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("alice")
        await fixture.accounts.apply(SecurityPolicy(bcryptCost: 5))
        _ = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        #expect(try await fixture.database.psql("select left(password_hash, 7) from users") == "$2b$05$")
        _ = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
    }

    @Test func aNameOrAddressThatIsTakenNamesItsField() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("alice")
        let bob = try await fixture.user("bob")
        let name = await failure { _ = try await fixture.user("ALICE") }
        #expect(name?.code == .conflict)
        #expect(name?.details["field"] == "username")
        let email = await failure {
            _ = try await fixture.accounts.update(UpdateUserRequest(id: bob, email: .set("Alice@Example.org")))
        }
        #expect(email?.code == .conflict)
        #expect(email?.details["field"] == "email")
    }

    @Test func anUnknownRoleOrGroupNamesItsFieldAndLeavesNoAccount() async throws {
        let fixture = try await SecurityFixture.make()
        let error = await failure { _ = try await fixture.user("alice", roles: ["operator", "pilot"]) }
        #expect(error?.code == .notFound)
        #expect(error?.details["field"] == "roles")
        #expect(try await fixture.accounts.users(enabled: nil, limit: 10, after: nil).users.isEmpty)
    }

    @Test func anUpdateChangesOnlyWhatItNames() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice", roles: ["operator"])
        let user = try await fixture.accounts.update(UpdateUserRequest(id: id, email: .set("new@example.org")))
        #expect(user.username == "alice")
        #expect(user.email == "new@example.org")
        #expect(user.enabled)
        #expect(user.roles == ["operator"])
        let cleared = await failure { _ = try await fixture.accounts.update(UpdateUserRequest(id: id, email: .clear)) }
        #expect(cleared?.code == .invalidRequest)
        let unknown = await failure { _ = try await fixture.accounts.update(UpdateUserRequest(id: UUID())) }
        #expect(unknown?.code == .notFound)
    }

    @Test func aListComesInPagesByName() async throws {
        let fixture = try await SecurityFixture.make()
        for name in ["dora", "Bert", "alice", "Carl"] { _ = try await fixture.user(name) }
        var (names, cursor, pages): ([String], String?, Int) = ([], nil, 0)
        repeat {
            let page = try await fixture.accounts.users(enabled: true, limit: 2, after: cursor)
            names += page.users.map(\.username)
            cursor = page.next
            pages += 1
        } while cursor != nil
        #expect(names == ["alice", "Bert", "Carl", "dora"])
        #expect(pages == 2)
        #expect(try await fixture.accounts.users(enabled: false, limit: 2, after: nil).users.isEmpty)
    }

    @Test func theLastAdministratorStays() async throws {
        let fixture = try await SecurityFixture.make()
        let password = try #require(try await fixture.accounts.seedAdministrator())
        #expect(try await fixture.accounts.seedAdministrator() == nil)
        let admin = try await fixture.accounts.authenticate(username: "admin", password: password)
        #expect(admin.id == AccountSecurityEngine.administrator)
        #expect(admin.info.roles == ["admin"])
        #expect(admin.info.groups == ["administrators"])

        let deleted = await failure { _ = try await fixture.accounts.delete(admin.id) }
        #expect(deleted?.code == .invalidState)
        // The group administrators holds the role too.
        _ = try await fixture.accounts.revoke(RoleRequest(userID: admin.id, role: "admin"))
        try await fixture.database.psql("delete from user_groups")
        _ = try await fixture.accounts.assign(RoleRequest(userID: admin.id, role: "admin"))
        let revoked = await failure {
            _ = try await fixture.accounts.revoke(RoleRequest(userID: admin.id, role: "admin"))
        }
        #expect(revoked?.code == .invalidState)

        let second = try await fixture.user("second", roles: ["admin"])
        _ = try await fixture.accounts.delete(admin.id)
        #expect(await failure { _ = try await fixture.accounts.delete(second) }?.code == .invalidState)
        let reset = try await fixture.accounts.resetPassword(of: "admin")
        #expect(try await fixture.accounts.authenticate(username: "admin", password: reset).info.enabled)
    }

    @Test func ofManyNodesOneMakesTheAdministrator() async throws {
        let fixture = try await SecurityFixture.make()
        let passwords = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<8 { group.addTask { try await fixture.accounts.seedAdministrator() } }
            return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(passwords.count == 1)
    }

    @Test func aRoleThatIsNotHeldCannotBeTaken() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let id = try await fixture.user("alice")
        let error = await failure { _ = try await fixture.accounts.revoke(RoleRequest(userID: id, role: "observer")) }
        #expect(error?.code == .notFound)
        let unknown = await failure { _ = try await fixture.accounts.assign(RoleRequest(userID: id, roleID: UUID())) }
        #expect(unknown?.details["field"] == "role_id")
        let user = await failure { _ = try await fixture.accounts.assign(RoleRequest(userID: UUID(), role: "admin")) }
        #expect(user?.code == .notFound)
        #expect(
            await failure { _ = try await fixture.accounts.assign(RoleRequest(userID: id)) }?.code == .invalidRequest)
    }

    @Test func aWrongCurrentPasswordChangesNothing() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice")
        let wrong = await failure {
            try await fixture.accounts.changePassword(of: id, from: "wrong", to: "another horse battery", keeping: nil)
        }
        #expect(wrong?.code == .forbidden)
        #expect(wrong?.details["field"] == "current_password")
        let same = await failure {
            try await fixture.accounts.changePassword(
                of: id, from: SecurityFixture.password, to: SecurityFixture.password, keeping: nil)
        }
        #expect(same?.details["field"] == "new_password")
        _ = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
    }

    @Test func aNameThatNobodyHasCostsWhatAnAccountCosts() async throws {
        let fixture = try await SecurityFixture.make()
        for name in ["alice", "bob", "carl"] { _ = try await fixture.user(name) }
        // Accounts keep their hashes until they log in.
        await fixture.accounts.apply(SecurityPolicy(bcryptCost: 6))
        for name in ["nobody", "somebody", "not a name", ""] {
            let candidate = try await fixture.accounts.candidate(name)
            #expect(candidate.account == nil)
            #expect(Bcrypt.cost(of: candidate.hash.text) == 4)
            #expect(candidate.hash.keyID == fixture.secrets.ring.current.id)
            #expect(try await fixture.accounts.candidate(name).hash == candidate.hash)
        }
        #expect(try await fixture.accounts.candidate("ALICE").account?.name == "alice")
    }

    @Test func thePasswordOfTheAccountThatStandsInForNobodyOpensNothing() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("alice")
        for name in ["nobody", "not a name", ""] {
            let error = await failure {
                _ = try await fixture.accounts.authenticate(username: name, password: SecurityFixture.password)
            }
            #expect(error?.code == .unauthenticated)
        }
        // Before there are accounts nobody is refused otherwise.
        let empty = try await SecurityFixture.make()
        let error = await failure { _ = try await empty.accounts.authenticate(username: "admin", password: "x") }
        #expect(error?.code == .unauthenticated)
    }

    @Test func strangersKeepNobodyWaitingWhoIsKnown() async throws {
        let fixture = try await SecurityFixture.make(policy: SecurityPolicy(bcryptCost: 10))
        let accounts = fixture.accounts
        let id = try await fixture.user("alice")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<80 {
                group.addTask {
                    _ = await failure { _ = try await accounts.authenticate(username: "s\(number)", password: "x") }
                }
            }
            while await accounts.hashesWaiting < PasswordHasher.mostWaiting { await Task.yield() }
            _ = try await accounts.authenticate(username: "alice", password: SecurityFixture.password, at: .control)
            try await accounts.changePassword(
                of: id, from: SecurityFixture.password, to: "another horse battery", keeping: nil)
            #expect(await accounts.hashesWaiting > 0)
            try await group.waitForAll()
        }
    }

    @Test func ofTwoChangesOfAPasswordAtOnceOneHolds() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice")
        let new = ["another horse battery", "a third horse of battery"]
        let codes = await withTaskGroup(of: ServiceError.Code?.self) { group in
            for password in new {
                group.addTask {
                    await failure {
                        try await fixture.accounts.changePassword(
                            of: id, from: SecurityFixture.password, to: password, keeping: nil)
                    }?.code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.allSatisfy { [nil, .conflict, .forbidden].contains($0) })
    }

    @Test func aPasswordIsNotChangedByWhoKnewTheOneBefore() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice")
        let proof = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        let reset = try await fixture.accounts.resetPassword(of: "alice")
        let error = await failure {
            try await fixture.accounts.setPassword(
                "another horse battery", of: id, replacing: proof.passwordHash, keeping: nil)
        }
        #expect(error?.code == .conflict)
        _ = try await fixture.accounts.authenticate(username: "alice", password: reset)
    }

    @Test func aRightPasswordGetsInAlthoughItsHashCannotBeMoved() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice")
        await fixture.accounts.apply(SecurityPolicy(bcryptCost: 99))
        let user = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        #expect(user.id == id)
        _ = try await fixture.tokens.open(for: user)
    }

    @Test func ofTwoAdministratorsWhoDisableEachOtherAtOnceOneStays() async throws {
        let fixture = try await SecurityFixture.make()
        let accounts = fixture.accounts
        let first = try await fixture.user("first", roles: ["admin"])
        let ids = [first, try await fixture.user("second", roles: ["admin"])]
        for _ in 0..<10 {
            let codes = await withTaskGroup(of: ServiceError.Code?.self) { group in
                for id in ids { group.addTask { await failure { _ = try await accounts.delete(id) }?.code } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.filter { $0 == .invalidState }.count == 1)
            for id in ids { _ = try await accounts.update(UpdateUserRequest(id: id, enabled: .set(true))) }
        }
    }

    @Test func aResetEnablesAnAccountTogetherWithItsPassword() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("root", roles: ["admin"])
        let id = try await fixture.user("alice")
        _ = try await fixture.accounts.delete(id)
        // The password cannot be stored: the account must stay as it is.
        await fixture.accounts.apply(SecurityPolicy(bcryptCost: 99))
        #expect(await failure { _ = try await fixture.accounts.resetPassword(of: "alice") } != nil)
        #expect(try await !fixture.accounts.user(id).enabled)
        await fixture.accounts.apply(SecurityFixture.policy)
        let reset = try await fixture.accounts.resetPassword(of: "alice")
        #expect(try await fixture.accounts.authenticate(username: "alice", password: reset).info.enabled)
    }
}
