import FoundationEssentials
import Kernel
import Testing

@testable import SecurityEngines

@Suite struct PasswordTests {
    @Test func bcryptIsBcrypt() {
        // The test vectors of crypt_blowfish by Solar Designer, which libxcrypt is tested with too.
        #expect(
            Bcrypt.hash("U*U", setting: "$2b$05$CCCCCCCCCCCCCCCCCCCCC.")
                == "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
    }

    @Test func aPasswordBelongsToItsHashOnly() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash("correct horse", cost: 4)
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(try await hasher.matches("correct horse", hash))
        #expect(try await !hasher.matches("correct horsf", hash))
        #expect(await hasher.computed == 3)
    }

    @Test(arguments: ["", String(repeating: "x", count: 73), "a\0b"])
    func whatCannotBeHashedWholeMatchesNothingAndCostsTheSame(password: String) async throws {
        let hasher = PasswordHasher()
        let hash = try #require(Bcrypt.hash("x", setting: "$2b$04$CCCCCCCCCCCCCCCCCCCCC."))
        #expect(try await !hasher.matches(password, hash))
        #expect(await hasher.computed == 1)
    }

    @Test func twoHashesRunAndSixtyFourWait() async throws {
        let hasher = PasswordHasher()
        let refused = await withTaskGroup(of: ServiceError.Code?.self) { group in
            for _ in 0..<80 {
                group.addTask {
                    do throws(ServiceError) {
                        _ = try await hasher.hash("password", cost: 11)
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(refused.allSatisfy { $0 == .tooManyRequests })
        #expect(refused.count >= 1 && refused.count <= 14)
        #expect(await hasher.waitingCount == 0)
    }

    @Test(arguments: ["a", "alice", "Alice.B-2_x@y+z", String(repeating: "a", count: 64)])
    func aReasonableNameIsAccepted(name: String) throws {
        #expect(try AccountRules.username(name) == name)
    }

    @Test(arguments: ["", " ", "a b", ".a", "a\n", "ä", "a\0", "user:1", String(repeating: "a", count: 65)])
    func anotherNameIsRefusedNamingTheField(name: String) {
        let error = #expect(throws: ServiceError.self) { try AccountRules.username(name) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == "username")
    }

    @Test(arguments: [
        "", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\n", "x\u{202E}y@b", String(repeating: "a", count: 253) + "@b",
    ])
    func aTextThatIsNoAddressIsRefused(email: String) {
        #expect(throws: ServiceError.self) { try AccountRules.email(email) }
    }

    @Test func aPasswordHasALeastAndAGreatestLength() throws {
        #expect(throws: ServiceError.self) {
            try AccountRules.password("short", field: "password", minimum: 12)
        }
        #expect(throws: ServiceError.self) {
            try AccountRules.password(String(repeating: "é", count: 40), field: "password", minimum: 12)
        }
        #expect(try AccountRules.password("long enough indeed", field: "password", minimum: 12).count == 18)
    }
}
