import Glibc
import Kernel
import NIOCore
import Testing

@testable import HTTPGateway

struct ChallengePortTests {
    // Whether root runs the tests or not, this is what the system says to a program that may not.
    @Test(arguments: [(EACCES, "may not"), (EPERM, "may not"), (EADDRINUSE, "taken"), (ENOBUFS, "cannot")])
    func aPortThatCannotBeHadIsNoMatterOfTheCallersRights(code: CInt, words: String) {
        let refusal = ChallengeListener.refusal(IOError(errnoCode: code, reason: "bind"), at: 80)
        #expect(refusal.code == .unavailable)
        #expect(refusal.message.hasPrefix("port 80 for challenges") && refusal.message.contains(words))
        #expect((refusal.details["cure"] == nil) == (code == ENOBUFS))
    }
}
