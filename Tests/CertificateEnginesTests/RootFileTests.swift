import FoundationEssentials
import Glibc
import Kernel
import Support
import Testing

@testable import CertificateEngines

struct RootFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("bsroot") }

    private var path: String { folder.path + "/root.pem" }

    private func refusal() -> ServiceError? {
        let error = #expect(throws: ServiceError.self) { _ = try ACMETransport.configuration(rootFile: path) }
        #expect(error?.code == .invalidState)
        #expect(error?.message.hasPrefix("acme_root_file \(path) cannot be used: ") == true)
        return error
    }

    @Test(.timeLimit(.minutes(1))) func aPipeIsNotWaitedFor() {
        mkfifo(path, 0o600)
        #expect(refusal()?.message.contains("no ordinary file") == true)
    }

    @Test func aDirectoryIsRefused() {
        mkdir(path, 0o700)
        #expect(refusal()?.message.contains("no ordinary file") == true)
    }

    @Test func aFileThatIsMissingIsRefused() { #expect(refusal()?.message.contains("No such file") == true) }

    @Test func aFileThatIsTooLargeIsNotRead() throws {
        try Data("x".utf8).write(to: URL(filePath: path))
        truncate(path, 2 << 20)
        #expect(refusal()?.message.contains("1048576") == true)
    }

    @Test(arguments: ["", "no certificate"]) func aFileWithoutCertificatesIsRefused(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(refusal()?.message.contains("no certificates") == true)
    }
}
