import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import Composition

@Suite struct SystemdNotifierTests {
    @Test func theManagerHearsThatTheServiceIsReady() throws {
        let path = "/tmp/bsn-\(Identifier.hex(8))"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer {
            close(descriptor)
            unlink(path)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)

        SystemdNotifier(environment: ["NOTIFY_SOCKET": path]).ready("listening")

        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        try #require(count > 0)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "READY=1\nSTATUS=listening")
    }

    @Test func theWatchdogIsFedTwiceInItsInterval() {
        #expect(SystemdNotifier(environment: ["WATCHDOG_USEC": "30000000"]).watchdogInterval == .seconds(15))
        #expect(SystemdNotifier(environment: [:]).watchdogInterval == nil)
        #expect(
            SystemdNotifier(environment: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"]).watchdogInterval == nil)
        #expect(SystemdNotifier(environment: ["WATCHDOG_USEC": "-1"]).watchdogInterval == nil)
    }
}
