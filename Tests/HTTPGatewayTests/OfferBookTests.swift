import Glibc
import Testing

@testable import HTTPGateway

struct OfferBookTests {
    private let file = OfferedFile(
        steps: ["a.fits"], identity: FileIdentity(stat()), mediaType: "image/fits", name: "a.fits")

    @Test func aTokenIsGoodUntilItsEnd() {
        var book = OfferBook()
        let token = book.add(file, until: .seconds(10), at: .zero)
        #expect(book.file(for: token, at: .seconds(9)) == file)
        #expect(book.file(for: token, at: .seconds(10)) == nil)
        #expect(book.count == 0)
    }

    @Test func aTokenHas256RandomBits() {
        var book = OfferBook()
        let tokens = Set((0..<100).map { _ in book.add(file, until: .seconds(10), at: .zero) })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 64 })
    }

    @Test func whatIsNoTokenIsGoodForNothing() {
        var book = OfferBook()
        let token = book.add(file, until: .seconds(10), at: .zero)
        for wrong in ["", "x", token.uppercased() + "0", String(token.dropLast()), token + "0"] {
            #expect(book.file(for: wrong, at: .zero) == nil)
        }
    }

    @Test func theOfferThatEndsFirstMakesRoomForAnother() {
        var book = OfferBook()
        let first = book.add(file, until: .seconds(5), at: .zero)
        let others = (1..<OfferBook.most).map { _ in book.add(file, until: .seconds(10), at: .zero) }
        let last = book.add(file, until: .seconds(10), at: .zero)
        #expect(book.count == OfferBook.most)
        #expect(book.file(for: first, at: .zero) == nil)
        #expect(book.file(for: last, at: .zero) == file)
        #expect(book.file(for: others[0], at: .zero) == file)
    }

    @Test func endedOffersMakeRoomAllAtOnce() {
        var book = OfferBook()
        for _ in 0..<OfferBook.most { _ = book.add(file, until: .seconds(5), at: .zero) }
        _ = book.add(file, until: .seconds(10), at: .seconds(6))
        #expect(book.count == 1)
    }
}
