public import FoundationEssentials
import Yams

extension BootstrapFile {
    /// Every key that a file may have, with its sections: `mqtt.tls.ca`.
    public static let keys: [String] = {
        let reading = ConfigurationReading(file: "", environment: [:], isSurvey: true)
        _ = read(nil, reading)
        return reading.keys
    }()

    /// Reads a file's text.
    /// - Parameters:
    ///   - text: The YAML.
    ///   - file: The path to name in problems.
    ///   - environment: The variables for `${NAME}`.
    /// - Returns: What the file says.
    /// - Throws: `ConfigurationError` with all problems.
    public static func parse(
        text: String, file: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) -> BootstrapFile {
        let reading = ConfigurationReading(file: file, environment: environment)
        let result = root(of: text, reading).map { read($0, reading) } ?? BootstrapFile()
        guard reading.problems.isEmpty else {
            throw ConfigurationError(reading.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
        return result
    }

    /// All that is wrong with a file's text, in order of lines.
    public static func validate(
        text: String, file: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [ConfigurationProblem] {
        do {
            _ = try parse(text: text, file: file, environment: environment)
            return []
        } catch {
            return error.problems
        }
    }

    private static func read(_ mapping: Node.Mapping?, _ reading: ConfigurationReading) -> BootstrapFile {
        let root = SectionReader(mapping, path: "", reading: reading)
        var result = BootstrapFile()
        result.database = Database(root.section("database"))
        result.mqtt = MQTT(root.section("mqtt"))
        result.http = HTTP(root.section("http"))
        result.migrations = Migrations(root.section("migrations"))
        let node = root.section("node")
        result.nodeName = node.text("name", example: "dome") { name in
            let isFit = (1...48).contains(name.utf8.count) && name.utf8.allSatisfy(isOfNodeName)
            return isFit ? nil : "must be 1 to 48 lower-case letters, digits and hyphens"
        }
        result.nodeNames = node.texts("names", example: "[dome.example.org, 192.0.2.7]") { name in
            let isFit = BrokerAddress(name.contains(":") ? "[\(name)]" : name) != nil
            return isFit ? nil : "must be a host's name or an address"
        }
        node.finish()
        result.dataDirectory = root.text("data_dir", example: "/var/lib/bigskies") {
            $0.hasPrefix("/") ? nil : "must be an absolute path"
        }
        let log = root.section("log")
        result.logLevel = log.choice("level")
        result.logFormat = log.choice("format")
        log.finish()
        root.finish()
        return result
    }

    private static func isOfNodeName(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
    }

    /// The mapping that the file is, nil when the file is empty or no such thing.
    private static func root(of text: String, _ reading: ConfigurationReading) -> Node.Mapping? {
        do {
            guard let node = try Yams.compose(yaml: text) else { return nil }
            if let scalar = node.scalar, scalar.string.isEmpty { return nil }
            if let mapping = node.mapping { return mapping }
            reading.note(
                "the file is \(SectionReader.kind(of: node)), sections are wanted", line: node.mark?.line,
                cure: "look at configs/bootstrap.yaml")
        } catch let error as YamlError {
            let (message, line) = meaning(of: error)
            reading.note(message, line: line, cure: "look at the indentation, colons and quotes there")
        } catch {
            reading.note("the file is no YAML", line: 1, cure: "look at configs/bootstrap.yaml")
        }
        return nil
    }

    private static func meaning(of error: YamlError) -> (String, Int?) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ("the file is no YAML: \(problem)", mark.line)
        case .reader(let problem, let offset, _, let yaml):
            ("the file is no YAML: \(problem)", offset.map { 1 + yaml.prefix($0).count(where: \.isNewline) })
        case .duplicatedKeysInMapping(let duplicates, let context):
            ("the section has a key twice: \(duplicates.sorted().joined(separator: ", "))", context.mark.line)
        default:
            ("the file is no YAML", 1)
        }
    }
}

extension BootstrapFile.Migrations {
    init?(_ reader: SectionReader) {
        let directory = reader.text("directory", example: "/etc/bigskies/sql")
        var entries: [Entry] = []
        for element in reader.sections("migrations") {
            let name = element.text("name", example: "site_tables")
            let file = element.text("file", example: "site_tables.sql")
            let version = element.text("version", example: "\"1.0.0\"")
            element.finish()
            guard let file else {
                if element.node("file") == nil {
                    element.note("file", "is missing", at: nil, cure: "write for example file: site_tables.sql")
                }
                continue
            }
            entries.append(Entry(name: name ?? file, file: file, version: version))
        }
        reader.finish()
        guard reader.isPresent else { return nil }
        if directory == nil, reader.node("directory") == nil {
            reader.note("directory", "is missing", at: nil, cure: "write for example directory: /etc/bigskies/sql")
        }
        self.init(directory: directory ?? "", entries: entries)
    }
}
