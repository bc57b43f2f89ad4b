import Contracts
import Health
import Kernel

extension StatusReport {
    /// Asks an observatory how it is: health from anybody, telescopes for those who are logged in.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - place: Where the connection leads.
    /// - Returns: What was answered; what was not is among the notes.
    /// - Throws: Why the health could not be asked for.
    static func gather(from session: ClientSession, at place: String) async throws -> StatusReport {
        var notes: [String] = []
        var isLoggedIn = false
        do {
            isLoggedIn = try await session.isLoggedIn()
        } catch {
            notes.append(ServiceError(wrapping: error).message)
        }
        let health = try await session.askOpenly(
            "message/health/get", HealthGetRequest(), as: HealthGetResponse.self)
        var report = StatusReport(place: place, status: HealthStatus(rawValue: health.status) ?? .unknown)
        report.components = health.components
        report.nodes = health.nodes
        report.notes = notes
        guard isLoggedIn else {
            report.notes.append("nodes and telescopes are left out; log in with --user NAME")
            return report
        }
        do {
            try await report.addTelescopes(from: session)
        } catch {
            report.notes.append("telescopes are left out: \(ServiceError(wrapping: error).message)")
        }
        return report
    }

    private mutating func addTelescopes(from session: ClientSession) async throws {
        let page = try await session.ask(
            "telescope/config/list", ConfigListRequest(), as: ConfigListResponse.self)
        if page.nextCursor != nil { notes.append("only the first \(page.configs.count) telescopes are shown") }
        // At once: one that is slow to answer does not hold the others up.
        let lines = await withTaskGroup(of: (Int, TelescopeLine).self) { group in
            for (index, config) in page.configs.enumerated() {
                group.addTask { (index, await Self.line(config, from: session)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        telescopes = lines.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func line(_ config: TelescopeConfig, from session: ClientSession) async -> TelescopeLine {
        do {
            let answer = try await session.ask(
                "telescope/status/get", ["telescope_id": JSONValue.string(config.id)] as JSONValue,
                as: StatusResponse.self)
            return TelescopeLine(config, answer)
        } catch {
            return TelescopeLine(config, failure: ServiceError(wrapping: error).message)
        }
    }
}
