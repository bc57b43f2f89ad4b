import FoundationEssentials
import Kernel
import StorageEngines

/// What a second machine needs to become a node of the installation, in one file.
///
/// It holds the installation's key and passwords in plain: whoever has it is a node.
struct NodePack: Codable, Sendable {
    /// The version that this program writes and reads.
    static let current = 1
    /// What stands for the data directory of the second machine.
    static let place = "{data_dir}"

    /// The files that may be in it, below the data directory; nothing else is ever written.
    enum Name: String, CaseIterable, Sendable {
        case configuration = "bootstrap.yaml"
        case authority = "ca.pem"
        case keys = "secrets/keys"
        case passwords = "secrets/.pgpass"
        case databaseAuthority = "secrets/database-ca.pem"
    }

    /// The version of the form.
    var version = NodePack.current
    /// The node's name.
    var node: String
    /// The texts of the files by name.
    var files: [String: String]

    /// Reads a pack that nobody but its owner may read.
    ///
    /// - Throws: `not_found` without a file, `invalid_request` for one that is no pack or open to others.
    static func read(_ path: String) throws -> NodePack {
        guard let text = try PrivateFile.readGuarded(path) else {
            throw ServiceError(.notFound, "there is no file \(path)")
        }
        let pack: NodePack
        do {
            pack = try WireJSON.decode(NodePack.self, from: Data(text.utf8))
        } catch {
            throw ServiceError(.invalidRequest, "\(path) is no pack of bigskies node pack", cause: error)
        }
        guard pack.version == current, pack.files.keys.allSatisfy({ Name(rawValue: $0) != nil }),
            pack.files[Name.configuration.rawValue] != nil
        else {
            throw ServiceError(.invalidRequest, "\(path) was packed by another version of bigskies; pack it again")
        }
        return pack
    }

    /// Puts the files into a data directory that is prepared.
    ///
    /// - Throws: `conflict` naming a file that is there already; nothing is written then.
    func place(in directory: DataDirectory) throws {
        let files = Name.allCases.compactMap { name in
            self.files[name.rawValue].map { (name, directory.path + "/" + name.rawValue, $0) }
        }
        for (_, path, _) in files where FileManager.default.fileExists(atPath: path) {
            throw ServiceError(
                .conflict, "\(path) is there already; unpack into an empty directory with --data-dir, or move it away")
        }
        for (name, path, text) in files {
            let filled = name == .configuration ? text.replacing(Self.place, with: directory.path) : text
            try PrivateFile.write(filled, to: path, mode: name == .authority ? 0o644 : 0o600)
        }
    }
}
