import Contracts
import FoundationEssentials
import Health
import Hosting
import Kernel
import MQTT
import Messaging
import StorageEngines

extension Node {
    /// Whether the broker answers and keeps strangers out: its connection stands and its round trips come back.
    var brokerCheck: HealthCheck {
        HealthCheck("broker") {
            let state = bridge.connection
            guard state.isConnected else {
                let reason = state.lastError.map { ": \($0)" } ?? ""
                return HealthCheckResult(.unhealthy, "the broker is away\(reason)")
            }
            guard state.missedProbes == 0 else {
                return HealthCheckResult(.unhealthy, "the broker does not answer")
            }
            if let complaint = await mosquitto?.complaint {
                return HealthCheckResult(.degraded, "the broker could not be given what it should have: \(complaint)")
            }
            if let fault = context.brokerFault { return HealthCheckResult(.degraded, "the broker \(fault)") }
            let trip = state.roundTrip.map { ["round_trip_ms": JSONValue.number($0.milliseconds)] }
            return HealthCheckResult(.healthy, details: trip ?? [:])
        }
    }

    /// What the messages of this node are doing and have done.
    func diagnostics() async -> MessageDiagnostics {
        let reports = await hosts.reports()
        let counts = bus.statistics
        var queues: [String: MessageDiagnostics.Queue] = [:]
        for report in reports {
            let refused = report.figures.refusals.map { ($0.key.rawValue, $0.value) }
            queues[report.name] = MessageDiagnostics.Queue(
                running: report.running, waiting: report.waiting, deepest: report.figures.deepestQueue,
                refused: Dictionary(refused, uniquingKeysWith: +))
        }
        let slowest = reports.flatMap(\.figures.slowest).sorted { $0.longest > $1.longest }.prefix(10)
        return MessageDiagnostics(
            node: configuration.node.text,
            uptimeSeconds: Int((time.now() - startedAt).components.seconds),
            broker: brokerState(),
            families: counts.families.mapValues { .init(in: $0.in, out: $0.out, dropped: $0.dropped) },
            queues: queues, deadLetters: counts.deadLetters, lateReplies: counts.lateReplies, lost: counts.lost,
            slowest: slowest.map {
                .init(
                    topic: $0.topic, count: $0.count, longest: $0.longest.milliseconds,
                    mean: $0.total.milliseconds / Double(max($0.count, 1)))
            })
    }

    private func brokerState() -> MessageDiagnostics.Broker {
        let state = bridge.connection
        var address: String?
        if case .connected(let broker) = state.phase { address = broker.description }
        return MessageDiagnostics.Broker(
            connected: state.isConnected, address: address,
            since: time.date().addingTimeInterval(-(time.now() - state.since).seconds),
            reconnects: max(0, state.connections - 1), lastError: state.lastError.map { "\($0)" },
            waiting: state.queued)
    }
}
