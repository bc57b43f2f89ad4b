import Glibc
import NIOCore

extension SubjectName {
    /// What clients may call a server of this machine by.
    ///
    /// - Parameter hosts: Where it listens: names or addresses; all addresses of the machine for `0.0.0.0` and `::`.
    /// - Returns: Those, the machine's own name, and loopback; in the same order each time.
    public static func ofThisMachine(listeningAt hosts: [String]) -> [SubjectName] {
        // An address that nobody can be reached at is no name.
        var names = hosts.flatMap { host in (try? SubjectName(host, field: "host")).map { [$0] } ?? addresses() }
        names += [hostName(), "localhost", "127.0.0.1", "::1"].compactMap { text in
            // A machine may be called by something that is no host name.
            try? SubjectName(text, field: "host")
        }
        var seen: Set<SubjectName> = []
        return Array(names.filter { seen.insert($0).inserted }.prefix(most))
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard gethostname(&name, name.count) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func addresses() -> [SubjectName] {
        // A machine whose interfaces cannot be listed is still called by its name.
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.compactMap { $0.address?.ipAddress }.filter { !$0.hasPrefix("fe80:") }.sorted()
            .compactMap { try? SubjectName($0, field: "host") }
    }
}
