import FoundationEssentials
import Glibc
import Kernel
import NIOCore
import Testing

@testable import HTTPGateway

struct LentFileTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write("night/a.fits", Data([1, 2, 3, 4]))
    }

    @Test func aFileIsReadFromWhereOneWants() async throws {
        let file = try LentFile(["night", "a.fits"], below: folder.path)
        #expect(file.identity.size == 4)
        #expect(try await Array(file.read(at: 1, 2).readableBytesView) == [2, 3])
        #expect(try await Array(file.read(at: 2, 100).readableBytesView) == [3, 4])
    }

    @Test func theEndOfAFileThatShrankIsAnError() async throws {
        let file = try LentFile(["night", "a.fits"], below: folder.path)
        await #expect(throws: ServiceError.self) { try await file.read(at: 4, 1) }
    }

    @Test(arguments: [
        [], ["night"], ["none"], ["night", "link"], ["linked", "a.fits"], ["night", "pipe"], ["night", "a.fits", "x"],
        ["..", "a"],
    ])
    func whatIsNoPlainFileThereIsNotOpened(steps: [String]) throws {
        symlink("a.fits", folder.path + "/night/link")
        symlink("night", folder.path + "/linked")
        mkfifo(folder.path + "/night/pipe", 0o600)
        let error = #expect(throws: ServiceError.self) { try LentFile(steps, below: folder.path) }
        #expect(error?.code == .notFound)
    }
}
