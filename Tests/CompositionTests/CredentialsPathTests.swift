import FoundationEssentials
import Testing

@testable import Composition

@Suite struct CredentialsPathTests {
    @Test func anAbsoluteNormalisedPathIsTaken() {
        #expect(
            CredentialsWait.decoded(Data("/etc/bigskies/.pgpass".utf8).base64EncodedString()) == "/etc/bigskies/.pgpass"
        )
    }

    @Test(arguments: ["etc/pgpass", "/etc/../root/.pgpass", "/etc//pgpass", "/etc/./pgpass", "/etc/", "", "/a\0b"])
    func anythingElseIsNot(path: String) {
        #expect(CredentialsWait.decoded(Data(path.utf8).base64EncodedString()) == nil)
    }

    @Test func whatIsNotBase64IsNoPath() {
        #expect(CredentialsWait.decoded("/etc/pgpass ?") == nil)
    }
}
