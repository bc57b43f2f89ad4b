import Kernel
import Testing

@testable import SecurityEngines

@Suite struct GuessedPasswordTests {
    @Test(arguments: [
        "passwordpassword", "password1234", "Password123!", "P@ssw0rd1234", "drowssapdrowssap", "iloveyouiloveyou",
        "letmeinletmein", "qwertyuiop12", "1qaz2wsx3edc", "abcdefghijklm", "123456789012", "aaaaaaaaaaaa",
        "            ", "administrator1", "Telescope2026!", "observatory1", "astrophotography",
    ])
    func whatIsTriedFirstIsRefused(password: String) {
        #expect(GuessedPassword.reason(password, knowing: []) != nil)
    }

    @Test(arguments: [
        "correct horse battery staple", "milky way over the dome", "quadrilateral-forty-nine", "aB3$kL9!pQ2x",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d0-81884c-7d659a-2feaa0-c55ad0",
        "größenwahnsinnig ist der Turm", "пароль для телескопа ночью", "パスワードは長いほど良い", "🔭🌌🪐🌙☄️🌠✨🛰️",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ])
    func whatNobodyTriesFirstIsNot(password: String) {
        #expect(GuessedPassword.reason(password, knowing: []) == nil)
    }

    @Test(arguments: [
        ("password1234", "it is a common password or word, or made of one"), ("aaaaaaaaaaaa", "it repeats itself"),
        ("abcdefghijklm", "it is a sequence"), ("24.12.1978", "it is a date"),
    ])
    func theReasonSaysWhatItMostlyIs(password: String, reason: String) {
        #expect(GuessedPassword.reason(password, knowing: []) == reason)
    }

    @Test func whatIsKnownOfItsOwnerIsTriedFirst() {
        let words = AccountRules.words(username: "kxqvwzj", email: "zorblaxian@example.org")
        for password in ["kxqvwzjkxqvwzj", "Zorblaxian2026", "kxqvwzj@example"] {
            #expect(GuessedPassword.reason(password, knowing: []) == nil, "\(password)")
            #expect(GuessedPassword.reason(password, knowing: words) != nil, "\(password)")
        }
    }

    @Test func aShortWordOfAnAddressSaysNothing() {
        #expect(AccountRules.words(username: "alice", email: "r@x.org") == ["alice", "org", "bigskies", "big skies"])
    }

    @Test func theRefusalNamesTheFieldAndTheCureAndNeverThePassword() {
        let error = #expect(throws: ServiceError.self) {
            try AccountRules.password("password1234", field: "new_password", minimum: 12)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == "new_password")
        #expect(error?.details["cure"] == "use several words that do not belong together")
        #expect(error?.message.contains("password1234") == false)
    }
}
