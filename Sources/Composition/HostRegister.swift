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

    private let hosts = Mutex<[String: @Sendable () async -> Report]>([:])

    /// Adds a host, in place of one of the same name that has ended.
    func add<Owner>(_ host: CoordinatorHost<Owner>) {
        hosts.withLock { hosts in
            hosts[host.name] = {
                let load = await host.load
                return Report(
                    name: host.name, running: load.running, waiting: load.waiting, figures: await host.figures)
            }
        }
    }

    /// What each host tells.
    func reports() async -> [Report] {
        var reports: [Report] = []
        for report in hosts.withLock({ Array($0.values) }) { reports.append(await report()) }
        return reports.sorted { $0.name < $1.name }
    }
}
