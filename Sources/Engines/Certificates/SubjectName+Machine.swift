import Glibc
import NIOCore

extension SubjectName {
    /// What clients may call a server of this machine by.
    ///
    /// - Parameters:
    ///   - host: Where it listens: a name or an address; all addresses of the machine of one kind for `0.0.0.0` or `::`.
    ///   - names: What else the machine is called by.
    /// - Returns: Those, the machine's own name, and loopback; in the same order each time.
    public static func ofThisMachine(listeningAt host: String, calledBy names: [SubjectName] = []) -> [SubjectName] {
        // An address that nobody can be reached at is no name.
        let places = (try? SubjectName(host, field: "host")).map { [$0] } ?? addresses(like: host)
        let own = [hostName(), "localhost", "127.0.0.1", "::1"].compactMap { text in
            // A machine may be called by something that is no host name.
            try? SubjectName(text, field: "host")
        }
        var seen: Set<SubjectName> = []
        return Array((places + names + own).filter { seen.insert($0).inserted }.prefix(most))
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard gethostname(&name, name.count) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // Servers that listen at :: leave the older addresses to others.
    private static func addresses(like host: String) -> [SubjectName] {
        // A machine whose interfaces cannot be listed is still called by its name.
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.compactMap { $0.address?.ipAddress }
            .filter { $0.contains(":") == host.contains(":") && !$0.hasPrefix("fe80:") }.sorted()
            .compactMap { try? SubjectName($0, field: "host") }
    }
}
