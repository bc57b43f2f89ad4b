import ArgumentParser
import Logging
import Settings

/// How much is logged, and in which form.
struct LoggingOptions: ParsableArguments {
    /// The forms of a log line.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case human, json
    }

    @Option(
        help: "The least important messages that are logged: \(levels.joined(separator: ", ")).",
        completion: .list(levels),
        transform: { name in
            guard let level = Logger.Level(rawValue: name) else {
                throw ValidationError("there is no level \(name); there are \(levels.joined(separator: ", "))")
            }
            return level
        })
    var logLevel: Logger.Level?

    @Option(help: "For people (human) or for programs (json), an object per line.")
    var logFormat: Format?

    private static let levels = Logger.Level.allCases.map(\.rawValue)

    /// Sets logging up for the process, as the options or else the configuration file say; call it once.
    ///
    /// - Parameters:
    ///   - place: Where the configuration is.
    ///   - environment: The process environment.
    ///   - standard: The level when nobody names one.
    /// - Returns: The first logger.
    func start(
        _ place: PlaceOptions, environment: [String: String], otherwise standard: Logger.Level = .info
    ) -> Logger {
        // What is wrong with the file is said when it is read for good.
        let file = BootstrapFile.path(option: place.config, environment: environment)
            .flatMap { try? BootstrapFile.load(path: $0, environment: environment) }
        let level = logLevel ?? file?.logLevel.flatMap { Logger.Level(rawValue: $0.rawValue) } ?? standard
        let format = logFormat ?? (file?.logFormat == .json ? .json : .human)
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                switch format {
                case .human: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler(label: label)
                }
            handler.logLevel = level
            return handler
        }
        return Logger(label: "bigskies")
    }
}
