import Crypto
import FoundationEssentials
import Kernel
import Secrets
import Synchronization
import Testing

@Suite struct KeyRingTests {
    private let ring = KeyRing(current: .random())
    private let secret = Data("a secret".utf8)

    @Test func whatIsSealedOpensAtItsPlaceOnly() throws {
        let sealed = try ring.seal(secret, for: "signing_keys/1")
        #expect(try ring.open(sealed, from: "signing_keys/1") == secret)
        #expect(throws: ServiceError.self) { try ring.open(sealed, from: "signing_keys/2") }
    }

    @Test func theStoredTextHoldsTheKeysNameAndNothingReadable() throws {
        let sealed = try ring.seal(secret, for: "here")
        #expect(sealed.text.hasPrefix("bs1.\(ring.current.id)."))
        #expect(!sealed.text.contains(secret.base64EncodedString()))
        #expect(SealedSecret(sealed.text) == sealed)
    }

    @Test func theSameSecretIsSealedDifferentlyEachTime() throws {
        #expect(try ring.seal(secret, for: "here") != ring.seal(secret, for: "here"))
    }

    @Test func aRotatedRingOpensWhatWasSealedBefore() throws {
        let sealed = try ring.seal(secret, for: "here")
        let rotated = ring.rotated()
        #expect(rotated.current.id != ring.current.id)
        #expect(try rotated.open(sealed, from: "here") == secret)
        #expect(try rotated.seal(secret, for: "here").keyID == rotated.current.id)
    }

    @Test func aKeyThatIsNotThereIsNamed() throws {
        let sealed = try ring.seal(secret, for: "here")
        let other = KeyRing(current: .random())
        let error = #expect(throws: ServiceError.self) { try other.open(sealed, from: "here") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(ring.current.id) == true)
    }

    @Test(arguments: ["", "bs1", "bs1..", "bs1.k-1.", "bs2.k-1.AAAA", "bs1.K.AAAA", "bs1.k-1.A!", "bs1.k-1.AAAA"])
    func whatIsNoSealedSecretDoesNotOpen(text: String) {
        guard let sealed = SealedSecret(text) else { return }
        #expect(throws: ServiceError.self) { try ring.open(sealed, from: "here") }
    }

    @Test func codesOfDifferentPurposesDiffer() throws {
        let codes = try SecretPurpose.allCases.map { try ring.code(of: secret, for: $0) }
        #expect(Set(codes).count == SecretPurpose.allCases.count)
    }

    @Test func theFileBringsBackEveryKey() throws {
        let rotated = ring.rotated()
        let read = try KeyRing(fileText: rotated.fileText)
        #expect(read.current.id == rotated.current.id)
        #expect(read.names == rotated.names)
        #expect(try read.code(of: secret, for: .password) == rotated.code(of: secret, for: .password))
    }

    @Test(arguments: ["", "# nothing", "k-1", "k-1 AAAA", "K! " + Data(count: 32).base64EncodedString()])
    func aFileThatIsNoneIsRefused(text: String) {
        #expect(throws: ServiceError.self) { try KeyRing(fileText: text) }
    }

    @Test func aTextOfAnOperatorIsAlwaysTheSameKey() throws {
        let text = String(repeating: "correct horse ", count: 3)
        #expect(try #require(SecretKey.ofText(text)).id == SecretKey.ofText(text)?.id)
        #expect(SecretKey.ofText(String(repeating: "x", count: 31)) == nil)
    }

    @Test func aKeeperReadsAgainWhenAKeyIsMissing() throws {
        let rotated = ring.rotated()
        let sealed = try rotated.seal(secret, for: "here")
        let reads = Mutex(0)
        let keeper = SecretKeeper(ring) {
            reads.withLock { $0 += 1 }
            return rotated
        }
        #expect(try keeper.open(sealed, from: "here") == secret)
        #expect(try keeper.open(sealed, from: "here") == secret)
        #expect(reads.withLock { $0 } == 1)
    }
}
