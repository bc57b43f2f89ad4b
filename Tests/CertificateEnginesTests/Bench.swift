import CertificateEngines
import FoundationEssentials
import Glibc
import Kernel
import Support

/// A folder with the files of certificates, for openssl to look at.
struct Bench: ~Copyable {
    let path: String

    init() throws {
        path = "/tmp/bigskies-certificates-\(Identifier.hex(8))"
        guard mkdir(path, 0o700) == 0 else { throw ServiceError(.internal, "cannot make \(path)") }
    }

    deinit {
        // What is left is left to the system's own cleaning of /tmp.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// What openssl prints of a certificate.
    func text(of pem: String) async throws -> String {
        try await Program.run(
            "openssl", ["x509", "-in", try file("shown.pem", pem), "-noout", "-text", "-nameopt", "RFC2253"]
        ).output
    }

    /// Whether openssl believes a chain when it trusts an authority, and what it says.
    func verdict(on pem: String, trusting authority: String, _ more: [String] = []) async throws -> ProgramResult {
        let root = try file("root.pem", authority)
        let arguments = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", root] + more
        return try await Program.run("openssl", arguments + [try file("checked.pem", pem)])
    }
}
