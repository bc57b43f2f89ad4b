import FoundationEssentials
import Subprocess

/// What `swift package dump-package` says of this package.
struct Manifest: Decodable, Sendable {
    /// A target of the package.
    struct Target: Decodable, Sendable {
        let name: String
        let type: String
        let path: String?
        let sources: [String]?
        let dependencies: [Dependency]

        /// The folder with its files.
        var folder: String {
            if let sources, let first = sources.first { return first }
            return path ?? "Sources/\(name)"
        }

        /// The names of what it depends on: targets and products alike.
        var dependencyNames: Set<String> { Set(dependencies.map(\.name)) }

        /// Whether it holds tests, or helps them.
        var isForTests: Bool { folder.hasPrefix("Tests/") }
    }

    /// A target or product that a target depends on.
    struct Dependency: Decodable, Sendable {
        let name: String

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.container(keyedBy: Kind.self)
            for kind in Kind.allCases where kinds.contains(kind) {
                var words = try kinds.nestedUnkeyedContainer(forKey: kind)
                name = try words.decode(String.self)
                return
            }
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a dependency of a kind that is not known"))
        }

        private enum Kind: String, CodingKey, CaseIterable {
            case byName, target, product
        }
    }

    /// All targets.
    let targets: [Target]

    /// The target of a name.
    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    /// The manifest, read once for all tests.
    static func read() async throws -> Manifest { try await shared.value }

    private static let shared = Task {
        // A scratch folder of its own: the package's is locked while `swift test` runs.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "bigskies-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }  // a leftover in /tmp is no reason to fail
        let result = try await Subprocess.run(
            .name("swift"),
            arguments: [
                "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path, "dump-package",
            ], output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else { throw Failure(description: result.standardError) }
        return try JSONDecoder().decode(Manifest.self, from: Data(result.standardOutput.utf8))
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
