import ArgumentParser

/// Where configuration and data are.
struct PlaceOptions: ParsableArguments {
    @Option(help: "The configuration file; else $BIGSKIES_CONFIG, else /etc/bigskies/bootstrap.yaml if there is one.")
    var config: String?

    @Option(help: "The data directory; else $BIGSKIES_DATA_DIR, else /var/lib/bigskies as root, else the user's own.")
    var dataDir: String?
}
