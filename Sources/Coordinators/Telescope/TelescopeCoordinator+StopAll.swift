import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Stops every telescope side by side, so that one that does not answer delays no other.
    func stopAll(_ request: StopAllRequest, for caller: Caller) async -> StopAllResponse {
        let rights = rights(caller)
        let now = time.date()
        for id in access.entries.keys { stops[id, default: 0] += 1 }
        let reports = await withTaskGroup(of: StopReport.self) { group in
            for (id, entry) in access.entries {
                let name = access.most(rights, on: id, at: now) == nil ? nil : entry.name
                group.addTask { await self.stop(id, name, request) }
            }
            var reports: [StopReport] = []
            for await report in group { reports.append(report) }
            return reports
        }
        return StopAllResponse(reports.sorted { $0.telescopeID < $1.telescopeID })
    }

    private func stop(_ id: UUID, _ name: String?, _ request: StopAllRequest) async -> StopReport {
        let close: StopReport.Step? = request.close == true ? closing(id) : nil
        guard let mount = await engine.reading(id).mount else {
            let none = StopReport.Step.none("no mount")
            return StopReport(
                telescopeID: id.text, name: name, abort: none, park: request.park == true ? none : nil, close: close)
        }
        // One that nobody wants connected is tried too, and is no failure.
        let isIdle = mount.phase == .idle
        let abort = await step(isIdle) { () async throws(ServiceError) in
            for outcome in await self.engine.abort(id, reason: "aborted") where outcome.device.id == mount.device.id {
                if let failure = outcome.failure { throw failure }
            }
            return .done
        }
        guard request.park == true else {
            return StopReport(telescopeID: id.text, name: name, abort: abort, park: nil, close: close)
        }
        let park = await step(isIdle) { () async throws(ServiceError) in
            let receipt = try await self.engine.begin(.park, with: mount.device.id)
            guard let motion = receipt.motion else { return .done }
            guard request.wait == true else { return .started }
            _ = try await self.engine.settle(motion)
            return .done
        }
        return StopReport(telescopeID: id.text, name: name, abort: abort, park: park, close: close)
    }

    private func step(
        _ isIdle: Bool, _ work: () async throws(ServiceError) -> StopReport.Step
    ) async -> StopReport.Step {
        do throws(ServiceError) {
            return try await work()
        } catch {
            return isIdle ? .none("not connected") : .failed(error.message)
        }
    }

    private func closing(_ id: UUID) -> StopReport.Step {
        let hasDome = devices.values.contains { $0.telescopeID == id && $0.role == .dome }
        return hasDome ? .failed("closing a dome comes with a later version") : .none("no dome")
    }
}
