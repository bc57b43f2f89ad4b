public import ArgumentParser
public import Logging

/// How much is logged, and in which form.
struct LoggingOptions: ParsableArguments {
    @Option(help: "The least important messages that are logged: trace, debug, info, notice, warning, error, critical.")
    var logLevel: Logger.Level = .info

    /// Sets logging up for the process; call it once.
    func start() -> Logger {
        let level = logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "bigskies")
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
