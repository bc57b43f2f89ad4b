import Access
import FoundationEssentials
import Glibc
import HTTPGateway
import Kernel
import Logging
import NIOHTTP1
import Support
import Testing

struct DownloadDoorTests {
    @Test func aFileOnOfferIsSentWhole() async throws {
        let door = try await OpenDoor()
        let answer = try await door.ask(door.offer().url)
        #expect(answer.status == 200)
        #expect(answer.body == door.content)
        #expect(answer.headers["content-type"] == ["image/fits"])
        #expect(answer.headers["content-disposition"] == ["attachment; filename=\"a.fits\""])
        #expect(answer.headers["content-length"] == ["600000"])
        #expect(answer.headers["accept-ranges"] == ["bytes"])
        #expect(answer.headers["x-content-type-options"] == ["nosniff"])
    }

    @Test func itSaysWhetherItIsOpen() async throws {
        let door = try await OpenDoor()
        #expect(await door.door.isOpen)
        try await door.close()
        #expect(await !door.door.isOpen)
    }

    @Test func headSaysTheSameWithoutTheFile() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let answer = try await door.ask(url, .HEAD, ["range": "bytes=0-1"])
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["content-length"] == ["600000"])
        #expect(try await answer.headers["etag"] == door.ask(url).headers["etag"])
    }

    @Test func aPartIsSentWhenAPartIsAskedFor() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let part = try await door.ask(url, .GET, ["range": "bytes=299999-500000"])
        #expect(part.status == 206)
        #expect(part.headers["content-range"] == ["bytes 299999-500000/600000"])
        #expect(part.body == Array(door.content[299_999...500_000]))
        let beyond = try await door.ask(url, .GET, ["range": "bytes=600000-"])
        #expect(beyond.status == 416)
        #expect(beyond.headers["content-range"] == ["bytes */600000"])
    }

    @Test func aPartOfAnotherVersionIsTheWhole() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let tag = try #require(try await door.ask(url, .HEAD).headers["etag"].first)
        #expect(try await door.ask(url, .GET, ["range": "bytes=0-9", "if-range": tag]).body.count == 10)
        #expect(try await door.ask(url, .GET, ["range": "bytes=0-9", "if-range": "\"other\""]).body.count == 600_000)
    }

    @Test func whatTheClientHasIsNotSentAgain() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let tag = try #require(try await door.ask(url, .HEAD).headers["etag"].first)
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let answer = try await door.ask(url, .GET, ["if-none-match": known])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
        }
        #expect(try await door.ask(url, .GET, ["if-none-match": "\"x\""]).status == 200)
    }

    @Test func anOfferEnds() async throws {
        let door = try await OpenDoor()
        let offer = try await door.offer(for: .seconds(30))
        #expect(offer.expiresAt == door.time.source.date().addingTimeInterval(30))
        door.time.advance(by: .seconds(29))
        #expect(try await door.ask(offer.url, .HEAD).status == 200)
        door.time.advance(by: .seconds(1))
        #expect(try await door.ask(offer.url, .HEAD).status == 404)
    }

    @Test func everythingElseIsNotFound() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let base = String(url.prefix { $0 != "f" }.dropLast())
        for path in [
            "", "/", "/files", "/files/", "/files/..", "/files/night/a.fits", "/files/../secret",
            "/files/%2e%2e/secret",
            "/secret", "//", "/files/" + String(repeating: "0", count: 64),
        ] {
            #expect(try await door.ask(base + path).status == 404, "\(path)")
        }
        for suffix in ["/", "x", "/..", "%00"] { #expect(try await door.ask(url + suffix).status == 404, "\(suffix)") }
        for method in [HTTPMethod.POST, .PUT, .DELETE, .OPTIONS, .PATCH] {
            #expect(try await door.ask(url, method).status == 404, "\(method)")
        }
    }

    @Test func aBodyIsNotRead() async throws {
        let door = try await OpenDoor()
        #expect(try await door.ask(door.offer().url, .POST, body: "x").status == 413)
    }

    @Test func headersHaveLimits() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let long = try? await door.ask(url, .GET, ["x-long": String(repeating: "x", count: 20_000)])
        #expect(long?.status ?? 400 == 400)
        var many = HTTPHeaders()
        for index in 0..<200 { many.add(name: "x-\(index)", value: "x") }
        let crowd = try? await door.ask(url, .GET, many)
        #expect(crowd?.status ?? 400 == 400)
        #expect(try await door.ask(url, .HEAD).status == 200)
    }

    @Test func aFileThatWasChangedReplacedOrRemovedIsNoLongerOnOffer() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        let aside = door.folder.path + "/images/night/b.fits"
        rename(door.file, aside)
        #expect(try await door.ask(url, .HEAD).status == 404)
        symlink(aside, door.file)
        #expect(try await door.ask(url, .HEAD).status == 404)
        unlink(door.file)
        try door.folder.write("images/night/a.fits", Data(door.content))
        #expect(try await door.ask(url, .HEAD).status == 404)
        rename(aside, door.file)
        #expect(try await door.ask(url, .HEAD).status == 200)
    }

    @Test(arguments: ["/../secret", "/night", "/none", "/link", "/../images/night/a.fits"])
    func onlyAFileOfTheDirectoryCanBeOffered(path: String) async throws {
        let door = try await OpenDoor()
        let images = door.folder.path + "/images"
        symlink(door.folder.path + "/secret", images + "/link")
        let error = await #expect(throws: ServiceError.self) {
            try await door.door.offer(images + path, mediaType: "a/b", name: "x", for: .seconds(9))
        }
        #expect(error?.code == .notFound)
    }

    @Test func anotherAddressCanBeTold() async throws {
        let door = try await OpenDoor(publicURL: "https://dome.example.org/door/")
        #expect(try await door.offer().url.hasPrefix("https://dome.example.org/door/files/"))
    }

    @Test func aClosedDoorOffersNothing() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        try await door.close()
        #expect(await door.door.listeningPort == nil)
        let error = await #expect(throws: ServiceError.self) { try await door.offer() }
        #expect(error?.code == .unavailable)
        await #expect(throws: (any Error).self) { try await door.ask(url) }
    }

    @Test func anAddressThatIsTakenIsSaid() async throws {
        let door = try await OpenDoor()
        let port = try #require(await door.door.listeningPort)
        let second = DownloadDoor(
            DownloadAddress(host: "127.0.0.1", port: port), directory: door.folder.path,
            logger: Logger(label: "test"))
        let error = await #expect(throws: ServiceError.self) { try await second.run {} }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("\(port)") == true)
    }

    @Test func manyTakeTheFileAtOnce() async throws {
        let door = try await OpenDoor()
        let url = try await door.offer().url
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await door.ask(url).body == door.content } }
            for try await isWhole in group { #expect(isWhole) }
        }
    }
}
