/// Who lives on which floor, and who may visit a neighbour.
enum FloorPlan {
    /// The floor of a target; nothing for targets that are not part of the house.
    static func floor(of target: String) -> Int? {
        if let floor = fixed[target] { return floor }
        if target.hasSuffix("Engines") { return 3 }
        if target.hasSuffix("Coordination") { return 4 }
        return nil
    }

    /// Whether a target may depend on another.
    static func allows(_ target: String, _ dependency: String) -> Bool {
        guard let above = floor(of: target), let below = floor(of: dependency) else { return false }
        return below < above || sideways[target]?.contains(dependency) == true
    }

    /// What an engine may depend on besides the floors of values and of C.
    static let forEngines: Set<String> = ["Postgres", "Health"]

    /// The programs in C that we are measured against: they use the C libraries without us.
    static let strangers = "BenchmarkPeers"

    /// The one target that may import a C module.
    static let cDoors = [
        "CMosquitto": "MQTT", "CPostgres": "Postgres", "CCrypt": "SecurityEngines",
        "CZxcvbn": "SecurityEngines", "CERFA": "AstrometryEngines",
        "CCFITSIO": "ImagingEngines", "CPNG": "ImagingEngines",
    ]

    /// What comes with the toolchain.
    static let toolchain: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Swift", "Synchronization", "Testing",
    ]

    private static let fixed = [
        "CMosquitto": 0, "CPostgres": 0, "CCrypt": 0, "CZxcvbn": 0, "CERFA": 0, "CCFITSIO": 0, "CPNG": 0,
        "Kernel": 1, "Access": 1, "Contracts": 1, "Alpaca": 1, "Secrets": 1,
        "Messaging": 2, "MQTT": 2, "Settings": 2, "Postgres": 2, "Supervision": 2, "Health": 2,
        "HTTPServing": 2,
        "Hosting": 3, "AlpacaServer": 3,
        "HTTPGateway": 4, "Simulator": 4,
        "Schema": 5, "Composition": 5, "CLI": 5, "Benchmarks": 5,
    ]

    private static let sideways: [String: Set<String>] = [
        "Access": ["Kernel"], "Contracts": ["Kernel"], "Alpaca": ["Kernel"], "Secrets": ["Kernel"],
        "MQTT": ["Messaging"], "Settings": ["Postgres"], "Supervision": ["Health"],
        "Composition": ["Schema"], "CLI": ["Composition"],
    ]
}
