import Hosting
import Kernel
import Synchronization

/// The hosts of a node, for diagnostics.
final class HostRegister: Sendable {
    /// What can be told about one host.
    struct Report: Sendable {
        let name: String
        let running: Int
        let waiting: Int
        let figures: HostFigures
    }

    private struct Entry: Sendable {
        let report: @Sendable () async -> Report
        let announce: @Sendable () async -> Void
    }

    private let hosts = Mutex<[String: Entry]>([:])

    /// Adds a host, in place of one of the same name that has ended.
    func add<Owner>(_ host: CoordinatorHost<Owner>) {
        hosts.withLock { hosts in
            hosts[host.name] = Entry(
                report: {
                    let load = await host.load
                    return Report(
                        name: host.name, running: load.running, waiting: load.waiting, figures: await host.figures)
                },
                announce: { await host.announceHealth() })
        }
    }

    /// Lets each host say how it is.
    func announceHealth() async {
        for host in hosts.withLock({ Array($0.values) }) { await host.announce() }
    }

    /// What each host tells.
    func reports() async -> [Report] {
        var reports: [Report] = []
        for host in hosts.withLock({ Array($0.values) }) { reports.append(await host.report()) }
        return reports.sorted { $0.name < $1.name }
    }
}
