import Alpaca
import AlpacaServer
import ArgumentParser
import AstrometryEngines
import Composition
import FoundationEssentials
import Logging
import Simulator

/// Serves a simulated observatory.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Serve a simulated observatory: ten devices over ASCOM Alpaca.",
        discussion: """
            Any Alpaca client can use it; bigskies run --all --simulate brings one with a node.
            Ends with SIGTERM or SIGINT.

            Faults, for --fault DEVICE=KIND, the setup pages and the action \(SimulatedObservatory.faultAction):
            \(FaultKind.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
            A device is one of \(AlpacaDeviceType.allCases.map(\.rawValue).joined(separator: ", ")).

            Exit codes: 0 ended by a signal; 64 wrong usage; 69 the port is taken; 77 the port needs rights.
            """)

    @Option(help: "The address to listen on; 0.0.0.0 for all.")
    var host = "127.0.0.1"

    @Option(help: "The TCP port; 0 for any that is free.")
    var port = 11111

    @Option(help: "The UDP port on which clients search.")
    var discoveryPort = 32227

    @Flag(help: "Answer nobody who searches.")
    var noDiscovery = false

    @Option(help: "What sky, weather and noise begin with; the same seed gives the same sky.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many times faster than life everything moves, 0.1 to 100.", valueName: "factor"))
    var speed = 1.0

    @Option(help: "Degrees, north positive.")
    var latitude = ObservingPlace.simulated.latitude

    @Option(help: "Degrees, east positive.")
    var longitude = ObservingPlace.simulated.longitude

    @Option(help: "Metres above the sea.")
    var elevation = ObservingPlace.simulated.elevation

    @Option(help: ArgumentHelp("A fault from the start; may be given again.", valueName: "device=kind"))
    var fault: [FaultArgument] = []

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        try require((0...65535).contains(port), "--port must be from 0 to 65535")
        try require((1...65535).contains(discoveryPort), "--discovery-port must be from 1 to 65535")
        try require((0.1...100).contains(speed), "--speed must be from 0.1 to 100")
        try require((-90...90).contains(latitude), "--latitude must be from -90 to 90")
        try require((-180...180).contains(longitude), "--longitude must be from -180 to 180")
        try require((-300...10_000).contains(elevation), "--elevation must be from -300 to 10000")
        for fault in fault where !fault.kind.concerns(fault.device) {
            throw ValidationError(
                "a \(fault.device.rawValue) has no fault \(fault.kind.rawValue); it has "
                    + FaultKind.all(of: fault.device).map(\.rawValue).joined(separator: ", "))
        }
    }

    func run() async throws {
        let logger = logging.start(
            try PlaceOptions.parse([]), environment: ProcessInfo.processInfo.environment)
        let place = ObservingPlace(latitude: latitude, longitude: longitude, elevation: elevation)
        try await exiting {
            try await Simulation(
                SimulatorConfiguration(place: place, seed: seed, speed: speed),
                at: AlpacaServerConfiguration(
                    host: host, port: port, discoveryPort: noDiscovery ? nil : discoveryPort),
                faults: fault.map { ($0.device, $0.kind) }, logger: logger, tell: tell
            ).run()
        }
    }

    private func require(_ isTrue: Bool, _ message: String) throws {
        guard isTrue else { throw ValidationError(message) }
    }
}

/// A device and one of its faults, `telescope=slow`.
struct FaultArgument: ExpressibleByArgument {
    let device: AlpacaDeviceType
    let kind: FaultKind

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let device = AlpacaDeviceType(name: parts[0]), let kind = FaultKind(rawValue: parts[1])
        else { return nil }
        self.device = device
        self.kind = kind
    }
}
