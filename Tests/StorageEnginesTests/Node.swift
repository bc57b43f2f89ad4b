import FoundationEssentials
import Glibc
import Kernel
import Logging
import Subprocess
import Synchronization
import Testing

@testable import StorageEngines

/// A data directory of one test, prepared, and removed when the test is over.
func withNode(
    below parent: String = "/tmp", _ body: (DataDirectory) async throws -> Void
) async throws {
    let root = "\(parent)/bs-\(Identifier.hex(8))"
    // The servers' users must be able to pass through.
    try FileManager.default.createDirectory(
        atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    defer {
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }
    let directory = try DataDirectory.resolve(option: root + "/data", environment: [:])
    try directory.prepare()
    try await body(directory)
}

/// A database server that is stopped when the body is over.
func withPostgres(
    _ directory: DataDirectory, _ body: (ManagedPostgres, PostgresAddress) async throws -> Void
) async throws {
    let server = ManagedPostgres(directory: directory, logger: quiet)
    let address = try await server.start()
    do { try await body(server, address) } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// A broker that is stopped when the body is over.
func withBroker(
    _ directory: DataDirectory, port: BrokerPort = .automatic, usualPort: Int = 1883, access: BrokerAccess = .ofTests,
    inspector: any BrokerInspecting = Trusting(), _ body: (ManagedBroker, BrokerAddress) async throws -> Void
) async throws {
    var setup = ManagedBroker.Setup.ofTests(directory, port: port, usualPort: usualPort)
    setup.inspector = inspector
    let broker = ManagedBroker(setup, access: access, logger: quiet)
    let address = try await broker.start()
    do { try await body(broker, address) } catch {
        await broker.stop()
        throw error
    }
    await broker.stop()
}

extension ManagedBroker.Setup {
    /// Nobody looks at the listeners: what strangers may do is for the tests to find out.
    static func ofTests(_ directory: DataDirectory, port: BrokerPort, usualPort: Int = 1883) -> Self {
        Self(directory: directory, port: port, usualPort: usualPort, inspector: Trusting())
    }
}

/// Finds nothing.
struct Trusting: BrokerInspecting {
    func inspect(_ door: BrokerDoor) async throws {}
}

/// Finds nothing but at its second look.
final class SecondLook: BrokerInspecting {
    private let looks = Mutex(0)
    private let find: @Sendable () async throws -> Void

    /// What it does at its second look.
    init(_ find: @escaping @Sendable () async throws -> Void) { self.find = find }

    /// How often it has looked.
    var count: Int { looks.withLock(\.self) }

    func inspect(_ door: BrokerDoor) async throws {
        let number = looks.withLock { looks in
            looks += 1
            return looks
        }
        if number == 2 { try await find() }
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension BrokerAccess {
    static let ofTests = BrokerAccess(
        prefix: "sky",
        commandPatterns: ["sky/coordinator/security/auth/#", "sky/coordinator/telescope/control/#"],
        readPatterns: [
            "sky/coordinator/health/+", "sky/coordinator/bootstrap/credentials", "sky/node/+/presence",
            "sky/coordinator/+/response/#",
        ])
}

/// What a program of the distribution answered.
struct Answer {
    let isSuccess: Bool
    let output: String
    let error: String
}

/// Runs a program to its end.
func run(_ program: String, _ arguments: [String], environment: [Environment.Key: String] = [:]) async throws -> Answer
{
    let result = try await Subprocess.run(
        .name(program), arguments: Arguments(arguments),
        environment: .inherit.updating(environment.mapValues { $0 }),
        output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    return Answer(
        isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput.trimmingCharacters(),
        error: result.standardError)
}

/// Asks the database one question with the distribution's own client.
func ask(
    _ sql: String, _ address: PostgresAddress, user: String? = nil, passfile: String? = nil
) async throws -> Answer {
    try await run(
        "psql",
        [
            "-X", "-A", "-t", "-w", "-h", address.host, "-p", "\(address.port)", "-U", user ?? address.user, "-d",
            address.database, "-c", sql,
        ], environment: ["PGPASSFILE": passfile ?? address.passfile])
}

/// Awaits a condition that another process brings about.
func eventually(_ what: String, _ isTrue: @Sendable @escaping () async throws -> Bool) async throws {
    try await withDeadline(.seconds(60), what) {
        while try await !isTrue() { try await Task.sleep(for: .milliseconds(20)) }
    }
}

/// Holds a port of the loopback interface until the end of the test; a port that is taken already is as good.
struct OccupiedPort: ~Copyable {
    private let descriptor: Int32

    init(_ port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // Connections of a broker that has just gone do not keep the port from us, as they do not keep it from a broker.
        var reuses: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuses, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        _ = listen(descriptor, 1)
    }

    deinit { close(descriptor) }
}

/// A port that is free now.
func freePort() throws -> Int { try BrokerPort.automatic.choose(remembered: nil, usual: 0) }
