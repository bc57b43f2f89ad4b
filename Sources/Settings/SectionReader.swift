import Kernel
import Yams

/// Reads one mapping of a configuration file key by key, and notes what is wrong with it.
///
/// Every key that the section may have is asked for, present or not: what was never asked for is unknown.
final class SectionReader {
    let reading: ConfigurationReading
    /// The section's own key with those around it, empty for the whole file.
    let path: String
    private let mapping: Node.Mapping?
    private var asked: [String] = []

    /// Reads a mapping; nil stands for a section that is not there.
    init(_ mapping: Node.Mapping?, path: String, reading: ConfigurationReading) {
        self.mapping = mapping
        self.path = path
        self.reading = reading
    }

    /// Whether the file has the section.
    var isPresent: Bool { mapping != nil }

    /// Where the section begins.
    var line: Int? { mapping?.mark?.line }

    /// The key with the sections around it.
    func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a key, nil when it is absent or empty.
    func node(_ key: String) -> Node? {
        asked.append(key)
        reading.knows(full(key))
        guard let node = mapping?[key] else { return nil }
        if let scalar = node.scalar, scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
            return nil
        }
        return node
    }

    /// Notes a problem with a key's value.
    func note(_ key: String, _ message: String, at node: Node?, cure: String) {
        reading.note("\(full(key)) \(message)", line: node?.mark?.line ?? line, cure: cure)
    }

    /// The section under a key; absent sections are read like empty ones, so that their keys become known.
    func section(_ key: String) -> SectionReader {
        let node = node(key)
        if let node, node.mapping == nil {
            note(
                key, "is \(Self.kind(of: node)), a section is wanted", at: node, cure: "put its keys below it, indented"
            )
        }
        return SectionReader(node?.mapping, path: full(key), reading: reading)
    }

    /// The sections of a list.
    func sections(_ key: String) -> [SectionReader] {
        guard let node = node(key) else {
            return reading.isSurvey ? [SectionReader(nil, path: full(key), reading: reading)] : []
        }
        guard let elements = node.sequence else {
            note(key, "is \(Self.kind(of: node)), a list is wanted", at: node, cure: "begin each element with a dash")
            return []
        }
        return elements.compactMap { element in
            guard let mapping = element.mapping else {
                note(key, "has an element without keys", at: element, cure: "give each element its keys")
                return nil
            }
            return SectionReader(mapping, path: full(key), reading: reading)
        }
    }

    /// Notes the keys that nobody asked for; to be called last.
    func finish() {
        for (key, _) in mapping ?? [:] {
            guard let name = key.scalar?.string else {
                reading.note("a key is \(Self.kind(of: key))", line: key.mark?.line, cure: "use a word as key")
                continue
            }
            guard !asked.contains(name) else { continue }
            reading.note("\(full(name)) is no known key", line: key.mark?.line, cure: cure(forUnknown: name))
        }
    }

    private func cure(forUnknown name: String) -> String {
        if path == "database", name == "password" {
            return "passwords of the database are in the file that database.passfile names"
        }
        if let meant = NearestName(among: asked).of(name) { return "did you mean \(meant)?" }
        if let home = BootstrapFile.keys.first(where: { $0.hasSuffix(".\(name)") }) { return "did you mean \(home)?" }
        return "the keys here are \(asked.joined(separator: ", "))"
    }

    /// What a node is, in words.
    static func kind(of node: Node) -> String {
        switch node {
        case .mapping: "a section"
        case .sequence: "a list"
        case .scalar, .alias: "text"
        }
    }
}
