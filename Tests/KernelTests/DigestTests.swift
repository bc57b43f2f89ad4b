import FoundationEssentials
import Kernel
import Testing

@Suite struct DigestTests {
    /// The examples of FIPS 180-2, B.1 and B.2, and the digest of nothing.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func theDigestIsSHA256(text: String, hex: String) {
        #expect(Digest.sha256Hex(Data(text.utf8)) == hex)
        #expect(Digest.hex(Digest.sha256(Data(text.utf8))) == hex)
    }

    @Test func everyByteHasTwoDigits() {
        #expect(Digest.hex([0, 9, 10, 15, 16, 255]) == "00090a0f10ff")
    }

    @Test func namesAreUniqueAndOfTheirLength() {
        #expect(Set((0..<1000).map { _ in Identifier.unique() }).count == 1000)
        #expect(Identifier.unique().count == 36)
        #expect(Identifier.unique().allSatisfy { !$0.isUppercase })
        #expect(Identifier.hex(6).count == 6)
        #expect(Identifier.hex(64).allSatisfy { "0123456789abcdef".contains($0) })
        #expect(Identifier.randomBytes(32).count == 32)
        #expect(Identifier.randomBytes(32) != Identifier.randomBytes(32))
    }
}
