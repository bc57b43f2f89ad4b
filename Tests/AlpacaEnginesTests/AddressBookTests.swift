import Kernel
import Support
import Synchronization
import Testing

@testable import AlpacaEngines

@Suite struct AddressBookTests {
    /// A name service whose answers a test changes.
    private final class Names: Sendable {
        let answers = Mutex<[NetworkAddress]>([])
        let questions = Atomic<Int>(0)

        init(_ texts: String...) { set(texts) }

        func set(_ texts: [String]) { answers.withLock { $0 = texts.compactMap { NetworkAddress($0) } } }

        func book(_ time: ManualTime) -> AddressBook {
            AddressBook(AllowedNetworks(), time: time.source) { _ in
                self.questions.add(1, ordering: .relaxed)
                return self.answers.withLock { $0 }
            }
        }
    }

    private let server: AlpacaServer

    init() throws { server = try AlpacaServer("http://mount.local:11111") }

    @Test func aNameIsCalledAtTheAddressThatWasChecked() async throws {
        let book = Names("10.0.0.5").book(ManualTime())
        let address = try #require(try await book.addresses(of: server).first)
        #expect(server.url(at: address) == "http://10.0.0.5:11111")
    }

    @Test func aNameThatMovesOutsideIsRefused() async throws {
        let time = ManualTime()
        let names = Names("10.0.0.5")
        let book = names.book(time)
        _ = try await book.addresses(of: server)
        names.set(["203.0.113.7"])
        // Still the address that was checked.
        #expect(try await book.addresses(of: server) == [try #require(NetworkAddress("10.0.0.5"))])
        time.advance(by: .seconds(31))
        await #expect(throws: AlpacaError.self) { try await book.addresses(of: server) }
    }

    @Test func onlyTheAllowedAddressesOfANameAreCalled() async throws {
        let book = Names("203.0.113.7", "fd00::1", "10.0.0.5").book(ManualTime())
        #expect(
            try await book.addresses(of: server) == ["10.0.0.5", "fd00::1"].compactMap { NetworkAddress($0) })
    }

    @Test func anAddressOutsideIsRefusedWithoutAsking() async throws {
        let names = Names("10.0.0.5")
        let book = names.book(ManualTime())
        let outside = try AlpacaServer("http://203.0.113.7:11111")
        let error = await #expect(throws: AlpacaError.self) { try await book.addresses(of: outside) }
        #expect(error.map { ServiceError($0).code } == .invalidState)
        #expect(error.map { ServiceError($0).details["setting"] } == "alpaca_allowed_networks")
        #expect(names.questions.load(ordering: .relaxed) == 0)
        book.allow(try #require(AllowedNetworks(["203.0.113.0/24"])))
        #expect(try await book.addresses(of: outside).count == 1)
        await #expect(throws: AlpacaError.self) { try await book.addresses(of: server) }
    }

    @Test func aNameIsAskedForNowAndThen() async throws {
        let time = ManualTime()
        let names = Names("10.0.0.5")
        let book = names.book(time)
        for _ in 0..<5 { _ = try await book.addresses(of: server) }
        #expect(names.questions.load(ordering: .relaxed) == 1)
        time.advance(by: .seconds(31))
        // A name service that is away takes nothing away.
        names.set([])
        #expect(try await book.addresses(of: server).count == 1)
        #expect(names.questions.load(ordering: .relaxed) == 2)
    }

    @Test func anAddressThatDidNotAnswerIsTriedLast() async throws {
        let book = Names("10.0.0.5", "10.0.0.6").book(ManualTime())
        book.failed(try #require(try await book.addresses(of: server).first), of: server)
        #expect(try await book.addresses(of: server).first == NetworkAddress("10.0.0.6"))
    }

    @Test(arguments: [
        ("fe80::1%eth0", "[fe80:0:0:0:0:0:0:1%25eth0]"), ("[fe80::1%25eth0]", "[fe80:0:0:0:0:0:0:1%25eth0]"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
    ])
    func anAddressKeepsItsZone(text: String, host: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.urlHost == host)
        #expect(try AlpacaServer("http://\(address.urlHost):11111").address == address)
    }

    @Test(arguments: ["fe80::1%", "fe80::1%a/b", "fe80::1%eth0@host", "10.0.0.1%eth0", "fe80::1%averylonginterface"])
    func whatWouldBreakAURLIsNoZone(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
