import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel
import Logging

extension TelescopeCoordinator {
    /// Stops every telescope side by side, so that one that does not answer delays no other.
    ///
    /// Those that the caller may not know of are stopped all the same; nothing is said of them and nobody waits for them.
    func stopAll(_ request: StopAllRequest, for caller: Caller) async -> StopAllResponse {
        let rights = rights(caller)
        let now = time.date()
        for device in devices.values { stops.halted(device.id) }
        var seen: [(UUID, String)] = []
        for (id, entry) in access.entries {
            if access.most(rights, on: id, at: now) != nil {
                seen.append((id, entry.name))
            } else {
                inBackground(id) { owner in
                    let report = await owner.stop(id, nil, request, for: caller)
                    guard !report.ok else { return }
                    throw ServiceError(
                        .unavailable,
                        "abort: \(report.abort), park: \(report.park ?? "-"), close: \(report.close ?? "-")")
                }
            }
        }
        let reports = await withTaskGroup(of: StopReport.self) { group in
            for (id, name) in seen { group.addTask { await self.stop(id, name, request, for: caller) } }
            var reports: [StopReport] = []
            for await report in group { reports.append(report) }
            return reports
        }
        return StopAllResponse(reports.sorted { $0.telescopeID < $1.telescopeID })
    }

    private func stop(
        _ id: UUID, _ name: String?, _ request: StopAllRequest, for caller: Caller
    ) async -> StopReport {
        let abort = Self.step(await engine.abort(id, reason: "aborted"))
        // A dome that turns cannot touch its telescope and is closed at once; a roof waits until the mount is parked.
        let isRoof = await roof(of: id)
        let closing = Task { () -> StopReport.Step? in
            request.close == true && !isRoof
                ? await self.putAway(.closeShutter, .dome, of: id, request, for: caller) : nil
        }
        var park: StopReport.Step?
        if request.park == true {
            park = await putAway(.park, .telescope, of: id, isRoof ? request.waiting : request, for: caller)
        }
        var close = await closing.value
        if request.close == true, isRoof {
            let isParked = park == .done ? true : await engine.reading(id).mount?.state?.isAtPark == true
            close =
                isParked
                ? await putAway(.closeShutter, .dome, of: id, request, for: caller)
                : .failed("a roof is not closed onto a mount that is not parked")
        }
        return StopReport(telescopeID: id.text, name: name, abort: abort, park: park, close: close)
    }

    /// Whether what covers a telescope does not turn: then it may touch the telescope.
    private func roof(of id: UUID) async -> Bool {
        guard let dome = try? record(.dome, of: id), await engine.reading(id).mount != nil else { return false }
        return (try? await engine.device(dome.id))?.facts?.capabilities["cansetazimuth"] == false
    }

    private func putAway(
        _ goal: MotionGoal, _ role: DeviceRole, of id: UUID, _ request: StopAllRequest, for caller: Caller
    ) async -> StopReport.Step {
        guard let device = try? attached(try record(role, of: id)) else {
            return .none(role == .dome ? "no dome" : "no mount")
        }
        let isIdle = (try? await engine.device(device.id))?.phase == .idle
        do throws(ServiceError) {
            let movement = try await carryOut(goal, with: device, request, for: caller)
            return movement.motion == nil || movement.ended != nil ? .done : .started
        } catch {
            return isIdle ? .none("not connected") : .failed(error.message)
        }
    }

    // Devices that nobody wants connected are tried too, and are no failure.
    private static func step(_ outcomes: [HaltOutcome]) -> StopReport.Step {
        let failed = outcomes.filter { $0.failure != nil && !$0.isIdle }
        if let first = failed.first?.failure {
            return .failed(failed.count == 1 ? first.message : "\(failed.count) devices: \(first.message)")
        }
        guard !outcomes.isEmpty else { return .none("no mount") }
        return outcomes.contains { $0.failure == nil } ? .done : .none("not connected")
    }
}

extension StopAllRequest {
    /// The same, to be answered when everything stands.
    fileprivate var waiting: StopAllRequest { StopAllRequest(park: park, close: close, wait: true) }
}
