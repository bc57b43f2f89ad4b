import Alpaca
import Kernel

extension Mount {
    /// Stops the mount at once, whatever it does, and gives up the present movement.
    ///
    /// - Parameter reason: Why, for whoever waits for the movement.
    /// - Returns: The movement that was given up, or nil when there was none.
    /// - Throws: `ServiceError` when the device could not be told.
    @discardableResult
    func abort(_ reason: String) async throws(ServiceError) -> Motion? {
        let stopped = motion?.isActive == true ? motion?.id : nil
        let inFlight = command
        if let stopped { change(stopped) { $0.abort(reason) } }
        do {
            try await sendAbort()
            if let inFlight {
                // The device may take the command in flight after the abort: let it end, and stop once more.
                _ = try? await withDeadline(.seconds(2), "the command in flight", time: time) { await inFlight.value }
                try await sendAbort()
            }
        } catch {
            if motion?.id == stopped, stopped != nil { announce() }
            watch?.cancel()
            await session.wake()
            throw error
        }
        watch?.cancel()
        await session.wake()
        guard let stopped, motion?.id == stopped else { return nil }
        announce()
        return motion
    }

    /// Tells the device to stop, over the connections that are kept free for this.
    func sendAbort() async throws(ServiceError) {
        let snapshot = await session.snapshot
        let limit = await session.configuration.requestTimeout
        var refusal: AlpacaError?
        do {
            try await session.client.call("abortslew", .put, on: address, within: limit, isUrgent: true)
        } catch {
            // A parked mount stands still.
            if case .device(.parked, _) = error {} else { refusal = error }
        }
        // Before interface 4, AbortSlew does not end a MoveAxis; a rate of 0 does (ASCOM, Telescope.MoveAxis).
        if (snapshot.facts?.interfaceVersion ?? 1) < AlpacaDeviceType.telescope.platform7Version {
            await stopAxes(within: limit)
        }
        if let refusal { throw failure(refusal) }
    }

    private func stopAxes(within limit: Duration) async {
        let client = session.client
        let address = address
        await withTaskGroup(of: Void.self) { group in
            for axis in [TelescopeAxis.primary, .secondary] {
                group.addTask {
                    // Many mounts have no MoveAxis and refuse: then there is nothing to stop.
                    _ = try? await client.call(
                        "moveaxis", .put, on: address, ["Axis": .integer(axis.rawValue), "Rate": .double(0)],
                        within: limit, isUrgent: true)
                }
            }
        }
    }
}
