import ArgumentParser
import Composition
import FoundationEssentials
import Logging

/// Where a running node is and how much is logged, for commands that look after it on its own machine.
struct BesideNodeOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions
    @OptionGroup var logging: LoggingOptions

    /// Sets logging up and says where the node is; call it once.
    func start() -> (options: RunOptions, logger: Logger) {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.start(place, environment: environment, otherwise: .warning)
        return (RunOptions(at: place, environment: environment), logger)
    }
}
