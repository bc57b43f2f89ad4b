import ArgumentParser
import Composition

/// Where configuration and data are.
struct PlaceOptions: ParsableArguments {
    @Option(help: "The configuration file; else $BIGSKIES_CONFIG, else /etc/bigskies/bootstrap.yaml if there is one.")
    var config: String?

    @Option(help: "The data directory; else $BIGSKIES_DATA_DIR, else /var/lib/bigskies as root, else the user's own.")
    var dataDir: String?
}

extension RunOptions {
    /// The options of a command that works beside a running node.
    init(at place: PlaceOptions, environment: [String: String]) {
        self.init(coordinators: CoordinatorCatalog.names, environment: environment)
        configurationFile = place.config
        dataDirectory = place.dataDir
    }
}
