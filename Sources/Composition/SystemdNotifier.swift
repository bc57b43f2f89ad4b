import Glibc

/// Tells systemd how the service is doing (sd_notify(3)); without systemd it does nothing.
public struct SystemdNotifier: Sendable {
    private let address: String?
    /// How often systemd wants to hear from the service; nil without a watchdog.
    public let watchdogInterval: Duration?

    /// Reads `NOTIFY_SOCKET` and `WATCHDOG_USEC`.
    public init(environment: [String: String]) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        // WATCHDOG_PID names the process the watchdog is meant for; another's must not be fed.
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdogInterval = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap {
            isOurs && $0 > 0 ? .microseconds($0 / 2) : nil
        }
    }

    /// All coordinators are ready.
    public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    /// What the service is doing, for `systemctl status`.
    public func status(_ text: String) { send("STATUS=\(text)") }

    /// The service lives.
    public func alive() { send("WATCHDOG=1") }

    /// The service is on its way down.
    public func stopping() { send("STOPPING=1") }

    private func send(_ message: String) {
        guard let address else { return }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        // "@" stands for the zero byte that begins an abstract socket's name (sd_notify(3)).
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let text = Array(message.utf8)
        // Nobody reads an answer: a manager that does not listen is no reason to stop.
        _ = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
