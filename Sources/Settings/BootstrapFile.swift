/// The YAML file that says what a node must know before it can ask the database; `configs/bootstrap.yaml` has every key.
///
/// A file without `database`, without `mqtt` or without both is complete: the node brings what is missing.
public struct BootstrapFile: Sendable, Equatable {
    /// The database to use, nil for a managed one.
    public var database: Database?
    /// The broker to use and how, nil for a managed one.
    public var mqtt: MQTT?
    /// The door at which clients fetch pictures, nil for one that finds its own place.
    public var http: HTTP?
    /// The migrations to run instead of the built-in ones.
    public var migrations: Migrations?
    /// The node's name.
    public var nodeName: String?
    /// What other machines call this one by, beside what it knows itself.
    public var nodeNames: [String] = []
    /// Where the node keeps its files.
    public var dataDirectory: String?
    /// The least severe level that is logged.
    public var logLevel: LogLevel?
    /// How log lines are written.
    public var logFormat: LogFormat?

    /// A file that says nothing.
    public init() {}

    /// The levels of swift-log.
    public enum LogLevel: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// For a person or for a program.
    public enum LogFormat: String, Sendable, CaseIterable {
        case human, json
    }

    /// A set of migrations that a site manages itself.
    public struct Migrations: Sendable, Equatable {
        /// One file of the set.
        public struct Entry: Sendable, Equatable {
            /// The migration's name.
            public let name: String
            /// The file, relative to the directory.
            public let file: String
            /// The version as the site counts it, recorded as a label.
            public let version: String?

            /// Describes one file.
            public init(name: String, file: String, version: String?) {
                self.name = name
                self.file = file
                self.version = version
            }
        }

        /// Where the files are.
        public var directory: String
        /// The files in the order in which they are applied; empty for all files of the directory.
        public var entries: [Entry]

        /// Describes a set.
        public init(directory: String, entries: [Entry] = []) {
            self.directory = directory
            self.entries = entries
        }
    }
}
