import FoundationEssentials
import Glibc
import Kernel
import Logging

/// Writes a log message as one line of JSON to standard error.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String

    /// Makes the handler of a logger.
    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = line(event, at: Date()) + "\n"
        // One write for each line, so that lines of several threads do not mix; nobody is left to be told of a failure.
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }

    /// The line of a message.
    func line(_ event: LogEvent, at time: Date) -> String {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { _, later in later }
        fields.merge(event.metadata ?? [:]) { _, later in later }
        var object: [String: JSONValue] = [
            "timestamp": .string(Timestamp.text(time)), "level": .string(event.level.rawValue),
            "logger": .string(label), "message": .string("\(event.message)"), "source": .string(event.source),
        ]
        if let error = event.error { object["error"] = .string("\(error)") }
        if !fields.isEmpty { object["metadata"] = .object(fields.mapValues(Self.json)) }
        // An object of texts can always be written.
        return (try? WireJSON.text(JSONValue.object(object))) ?? "{}"
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let fields): .object(fields.mapValues(json))
        }
    }
}
