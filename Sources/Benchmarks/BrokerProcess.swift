import Foundation
import Glibc
import Kernel

/// A mosquitto on a loopback port, without rules.
struct BrokerProcess: Sendable {
    /// Where it listens.
    let port: UInt16
    /// Its process number.
    var pid: Int32 { program.pid }
    private let program: Companion
    private let configuration: String

    /// Starts it and waits until it accepts connections.
    ///
    /// - Returns: The broker.
    /// - Throws: `ServiceError` when it does not start.
    static func started() async throws -> BrokerProcess {
        let port = UInt16.random(in: 20_000..<30_000)
        let configuration = NSTemporaryDirectory() + "bsbench-\(port).conf"
        let lines = [
            "listener \(port) 127.0.0.1", "allow_anonymous true", "set_tcp_nodelay true",
            "max_queued_messages 100000", "user root",
        ]
        guard FileManager.default.createFile(atPath: configuration, contents: Data(lines.joined(separator: "\n").utf8))
        else { throw ServiceError(.internal, "cannot write \(configuration)") }
        let program = try await Companion.started("/usr/sbin/mosquitto", ["-c", configuration], log: "/dev/null")
        let broker = BrokerProcess(port: port, program: program, configuration: configuration)
        for _ in 0..<5000 {
            if broker.accepts() { return broker }
            try await Task.sleep(for: .milliseconds(1))
        }
        await broker.stop()
        throw ServiceError(.unavailable, "mosquitto did not start on port \(port)")
    }

    /// Ends it.
    func stop() async {
        // mosquitto loses a SIGTERM that comes while it gets ready.
        await program.stop(SIGKILL)
        unlink(configuration)
    }

    private func accepts() -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafeBytes(of: address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        } == 0
    }
}
