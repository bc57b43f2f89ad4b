// swift-tools-version: 6.2
import PackageDescription

// One language dialect for the whole house, each flag with its reason.
let dialect: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // a box is visible where it costs
    .enableUpcomingFeature("InternalImportsByDefault"),  // a floor does not leak the floor below
    .enableUpcomingFeature("MemberImportVisibility"),  // a file names what it uses
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // helpers run on their caller's actor
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "yams")

/// A library of one floor together with the tests that are its own.
func library(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency], tests: [Target.Dependency]? = []
) -> [Target] {
    let target = Target.target(name: name, dependencies: dependencies, path: path, swiftSettings: dialect)
    guard let tests else { return [target] }
    let own = dependencies + tests + [.target(name: name)]
    return [
        target,
        .testTarget(name: name + "Tests", dependencies: own, path: "Tests/\(name)Tests", swiftSettings: dialect),
    ]
}

/// A domain of the observatory.
///
/// Coordinators never depend on each other: they share `Contracts` and talk over the bus.
func coordinator(_ domain: String, engines: [Target.Dependency] = [], tests: [Target.Dependency] = []) -> [Target] {
    library(
        domain + "Coordination", path: "Sources/Coordinators/\(domain)",
        ["Kernel", "Access", "Contracts", "Messaging", "Postgres", "Settings", "Health", "Hosting", logging] + engines,
        tests: tests
    )
}

/// A door to a C library: a module map and a shim, nothing else.
func cLibrary(_ name: String, apt: String, pkgConfig: String? = nil) -> [Target] {
    [.systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])]
}

let floor0 =
    cLibrary("CMosquitto", apt: "libmosquitto-dev", pkgConfig: "libmosquitto")
    + cLibrary("CPostgres", apt: "libpq-dev", pkgConfig: "libpq")
    + cLibrary("CCrypt", apt: "libcrypt-dev", pkgConfig: "libxcrypt")
    + cLibrary("CZxcvbn", apt: "libzxcvbn-dev")
    + cLibrary("CERFA", apt: "liberfa-dev", pkgConfig: "erfa")
    + cLibrary("CCFITSIO", apt: "libcfitsio-dev", pkgConfig: "cfitsio")
    + cLibrary("CPNG", apt: "libpng-dev", pkgConfig: "libpng")

let floor1 =
    library("Kernel", [crypto], tests: ["Support"])
    + library("Access", ["Kernel"], tests: nil)
    + library("Secrets", ["Kernel", crypto])
    + library("Contracts", ["Kernel"])
    + library("Alpaca", ["Kernel"], tests: ["Support"])

let floor2 =
    library("Messaging", ["Kernel", "Access", logging], tests: ["Support"])
    + library(
        "MQTT", ["CMosquitto", "Kernel", "Access", "Contracts", "Messaging", logging],
        tests: ["Support", subprocess])
    + library("Postgres", ["CPostgres", "Kernel", crypto, logging], tests: ["Support"])
    + library("Settings", ["Kernel", "Access", "Secrets", "Postgres", logging, yams], tests: ["Support"])
    + library("Health", ["Kernel", logging], tests: ["Support"])
    + library("Supervision", ["Kernel", "Health", logging], tests: ["Support"])
    + library("HTTPServing", [hummingbird, nioCore, serviceLifecycle, logging], tests: nil)

let floor3 =
    library(
        "Hosting", ["Kernel", "Access", "Contracts", "Messaging", "Settings", "Health", "Supervision", logging],
        tests: ["Postgres", "Support"])
    + library(
        "SecurityEngines", path: "Sources/Engines/Security",
        [
            "CCrypt", "CZxcvbn", "Kernel", "Access", "Contracts", "Secrets", "Postgres", "Health", crypto, jwtKit,
            logging,
        ], tests: ["Support"])
    + library(
        "CertificateEngines", path: "Sources/Engines/Certificates",
        [
            "Kernel", "Access", "Contracts", "Secrets", "Postgres", "Health", asyncHTTPClient, crypto, nioCore,
            nioHTTP1,
            nioSSL, swiftASN1, x509, logging,
        ], tests: ["HTTPGateway", "SecurityEngines", "Support"])
    + library(
        "AlpacaEngines", path: "Sources/Engines/Alpaca",
        ["Kernel", "Access", "Contracts", "Alpaca", "Health", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, logging],
        tests: ["Support"])
    + library(
        "StorageEngines", path: "Sources/Engines/Storage",
        ["Kernel", cryptoExtras, subprocess, logging], tests: ["Support", inMemoryLogging])
    + library("AstrometryEngines", path: "Sources/Engines/Astrometry", ["CERFA", "Kernel"])
    + library(
        "ImagingEngines", path: "Sources/Engines/Imaging",
        ["CCFITSIO", "CPNG", "Kernel", "Alpaca", "Health", crypto, logging], tests: ["Support"])
    + library(
        "AlpacaServer", ["Kernel", "Alpaca", "HTTPServing", hummingbird, hummingbirdCore, nioCore, nioPosix, logging],
        tests: ["Support", asyncHTTPClient, nioHTTP1])

let floor4 =
    coordinator("Bootstrap", tests: ["Support"])
    + coordinator("Message", tests: ["Support"])
    + coordinator("Application", tests: ["Support"])
    + coordinator("Datastore", tests: ["Support"])
    + coordinator("Security", engines: ["SecurityEngines", "CertificateEngines"], tests: ["Secrets", "Support"])
    + coordinator(
        "Telescope", engines: ["Alpaca", "AlpacaEngines", "AstrometryEngines", "ImagingEngines"], tests: ["Support"])
    + library(
        "Simulator", ["Kernel", "Alpaca", "AlpacaServer", "AstrometryEngines", logging],
        tests: ["Support", asyncHTTPClient])
    + library(
        "HTTPGateway", ["Kernel", "Access", "HTTPServing", hummingbird, hummingbirdCore, nioCore, logging],
        tests: ["Support", asyncHTTPClient, nioHTTP1])

let floor5 =
    library(
        "Composition",
        [
            "Kernel", "Access", "Contracts", "Secrets", "Messaging", "MQTT", "Postgres", "Settings", "Health",
            "Supervision", "Hosting", "SecurityEngines", "CertificateEngines", "AlpacaEngines", "AstrometryEngines",
            "ImagingEngines", "StorageEngines",
            "Alpaca", "AlpacaServer", "Simulator", "HTTPGateway", "Schema", "BootstrapCoordination",
            "MessageCoordination", "ApplicationCoordination", "DatastoreCoordination", "SecurityCoordination",
            "TelescopeCoordination", logging, nioCore, nioPosix, unixSignals,
        ], tests: ["Support"])

let executables: [Target] = [
    .executableTarget(
        name: "CLI",
        dependencies: [
            "Kernel", "Access", "Contracts", "Health", "Messaging", "MQTT", "Settings", "Hosting", "SecurityEngines",
            "StorageEngines", "Composition", "Alpaca", "AlpacaServer", "AstrometryEngines", "Simulator", argumentParser,
            logging,
            nioCore, nioPosix,
        ], swiftSettings: dialect),
    .testTarget(
        name: "CLITests",
        dependencies: [
            "CLI", "Kernel", "Access", "Contracts", "Health", "Messaging", "MQTT", "Hosting", "Composition", "Support",
            argumentParser, logging, nioCore, nioPosix,
        ], path: "Tests/CLITests", swiftSettings: dialect),
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "Kernel", "Access", "Messaging", "Postgres", "Settings", "Health", "Hosting", "SecurityEngines",
            "Alpaca", "AlpacaEngines", "AlpacaServer", "Simulator", "ImagingEngines", "Support", argumentParser,
            asyncHTTPClient, crypto, logging, nioCore, nioHTTP1, nioPosix, subprocess,
        ], swiftSettings: dialect),
    // What we are measured against on MQTT and PostgreSQL: the same libraries from C.
    .executableTarget(name: "BenchmarkPeers", dependencies: ["CMosquitto", "CPostgres"]),
]

let floors = floor0 + floor1 + floor2 + floor3 + floor4 + floor5

/// `sql/` is compiled into the binary: an installed `bigskies` needs no source tree.
///
/// The folder of this target is the whole package, so everything else has to be left out by name.
let schema = Target.target(
    name: "Schema", path: ".",
    exclude: ["Tests", "configs", "README.md"]
        + (floors + executables).filter { $0.type != .test }.map { $0.path ?? "Sources/\($0.name)" },
    sources: ["Sources/Schema"], resources: [.embedInCode("sql")], swiftSettings: dialect)

let testing: [Target] = [
    .target(
        name: "Support", dependencies: ["Kernel", "Alpaca", asyncHTTPClient, nioCore, nioHTTP1, nioSSL, subprocess],
        path: "Tests/Support", swiftSettings: dialect),
    .testTarget(
        name: "ArchitectureTests", dependencies: ["Support", subprocess], path: "Tests/ArchitectureTests",
        swiftSettings: dialect),
    // They start the product `bigskies`, which a build for tests puts beside the test bundle.
    .testTarget(
        name: "IntegrationTests",
        dependencies: ["Kernel", "MQTT", "Alpaca", "Support", asyncHTTPClient, nioCore, nioHTTP1, logging],
        path: "Tests/IntegrationTests", swiftSettings: dialect),
]

let package = Package(
    name: "bigskies",
    products: [.executable(name: "bigskies", targets: ["CLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: floors + [schema] + executables + testing
)
