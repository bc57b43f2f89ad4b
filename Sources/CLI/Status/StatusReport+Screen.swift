import Contracts
import Health

extension StatusReport {
    /// The report on one screen.
    var screen: String {
        var parts = ["\(status.rawValue), asked over \(place)".harmless, coordinatorTable]
        if !nodes.isEmpty { parts.append(nodeTable) }
        if !telescopes.isEmpty { parts.append(telescopeTable) }
        parts += notes.map { "(\($0))".harmless }
        return parts.joined(separator: "\n\n")
    }

    private var coordinatorTable: String {
        TextTable(
            ["coordinator", "health", "message"],
            components.sorted { $0.key < $1.key }.map { name, component in
                let short = name.hasSuffix("-coordinator") ? String(name.dropLast("-coordinator".count)) : name
                return [short, component.status + (component.stale == true ? " (stale)" : ""), component.message]
            }
        ).text
    }

    private var nodeTable: String {
        TextTable(
            ["node", "state", "version", "coordinators"],
            nodes.sorted { $0.node < $1.node }.map {
                [$0.node, $0.state.rawValue, $0.version ?? "-", $0.coordinators.joined(separator: ",")]
            }
        ).text
    }

    private var telescopeTable: String {
        TextTable(
            ["telescope", "state", "ra", "dec", "alt", "az", "remark"],
            telescopes.map { line in
                let silent = line.silent.isEmpty ? "" : "silent: \(line.silent.joined(separator: ", "))"
                let remark = line.failure ?? silent
                return [
                    line.name, line.state, Sexagesimal.hours(line.rightAscension),
                    Sexagesimal.degrees(line.declination), Sexagesimal.decimal(line.altitude),
                    Sexagesimal.decimal(line.azimuth), remark,
                ]
            }
        ).text
    }
}
