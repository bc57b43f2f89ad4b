import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Health
import Kernel
import Messaging
import Postgres
import Support
import Testing

@testable import TelescopeCoordination

/// Movements of every device over a real database and the simulators of somebody else.
@Suite struct TelescopeMotionsTests {
    @Test func aMountIsGivenItsSiteAndObeysEveryCommand() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna)
            try await place.attach("telescope", to: id, at: url, from: anna)
            let named: JSONValue = ["telescope_id": id]
            _ = try await place.ask("control/unpark", named, as: UnparkResponse.self, from: anna)

            let slewed = try await place.ask(
                "control/slew", ["telescope_id": id, "altitude": 60, "azimuth": 120, "wait": true],
                as: SlewResponse.self, from: anna)
            #expect(slewed.state == "settled" && slewed.target.altitude == 60)
            let there = try await place.status(of: id, from: anna) { abs(($0.status.altitude ?? 0) - 60) < 0.5 }
            #expect(abs((there.status.azimuth ?? 0) - 120) < 0.5)
            #expect(there.limits.minimumAltitude == 10 && (there.limits.margin ?? 0) > 49)

            let tracked = try await place.ask(
                "control/track", ["telescope_id": id, "tracking": true, "tracking_rate": "lunar"],
                as: TrackResponse.self, from: anna)
            #expect(tracked.tracking == true && tracked.trackingRate == .lunar)
            let rates = try await place.ask(
                "control/track",
                ["telescope_id": id, "tracking_rate": "sidereal", "right_ascension_rate": 0.1, "declination_rate": -2],
                as: TrackResponse.self, from: anna)
            #expect(rates.rightAscensionRate == 0.1 && rates.declinationRate == -2)
            #expect(await place.refusal("control/track", named, from: anna)?.code == .invalidRequest)
            _ = try await place.ask(
                "control/track", ["telescope_id": id, "right_ascension_rate": 0, "declination_rate": 0],
                as: TrackResponse.self, from: anna)

            let synced = try await place.ask(
                "control/sync", ["telescope_id": id, "right_ascension": 5.5, "declination": 80],
                as: SyncResponse.self, from: anna)
            #expect(synced.target.rightAscension == 5.5 && synced.target.declinationOfDate != nil)
            let pointing = try await place.status(of: id, from: anna) { abs(($0.status.declination ?? 0) - 80) < 0.1 }
            #expect(abs((pointing.status.rightAscension ?? 0) - 5.5) < 0.1)

            let moved = try await place.ask(
                "control/move_axis", ["telescope_id": id, "axis": 1, "rate": 1, "duration": 0.3, "wait": true],
                as: MotionResponse.self, from: anna)
            #expect(moved.state == "settled")
            let guided = try await place.ask(
                "control/pulse_guide", ["telescope_id": id, "direction": "north", "duration": 0.1, "wait": true],
                as: MotionResponse.self, from: anna)
            #expect(guided.state == "settled")
            for (route, fields, field) in [
                ("move_axis", ["axis": 3, "rate": 1], "axis"),
                ("move_axis", ["axis": 0, "rate": 1, "duration": 6], "duration"),
                ("pulse_guide", ["direction": "up", "duration": 1], "direction"),
                ("slew", ["altitude": 91, "azimuth": 0], "altitude"),
            ] as [(String, [String: JSONValue], String)] {
                let refusal = await place.refusal(
                    "control/\(route)", .object(fields.merging(["telescope_id": id]) { $1 }), from: anna)
                #expect(refusal?.code == .invalidRequest && refusal?.message.contains(field) == true, "\(route)")
            }

            _ = try await place.ask("control/set_park", named, as: ControlResponse.self, from: anna)
            let home = try await place.ask(
                "control/find_home", ["telescope_id": id, "wait": true], as: MotionResponse.self, from: anna)
            #expect(home.state == "settled")
            let stopped = try await place.ask("control/abort", named, as: AbortResponse.self, from: anna)
            #expect(stopped.devices?.map(\.role) == ["telescope"] && stopped.devices?.first?.stopped == true)
        }
        await simulators.stop()
    }

    @Test func stoppingAllParksAndClosesForReal() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna)
            try await place.attach("telescope", to: id, at: url, from: anna)
            let dome = try await place.attach("dome", to: id, at: url, from: anna)
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: anna)
            let opened = try await place.coordinator.move(
                .openShutter, with: try await place.coordinator.attachedDevice(dome),
                ControlRequest(telescopeID: UUID(), wait: true),
                for: anna)
            #expect(opened.state == "settled")
            let stopped = try await place.ask(
                "control/stop_all", ["park": true, "close": true, "wait": true], as: StopAllResponse.self, from: anna)
            #expect(stopped.ok, "\(stopped)")
            #expect(stopped.telescopes.first?.park == "done" && stopped.telescopes.first?.close == "done")
            let status = try await place.status(of: id, from: anna) {
                $0.devices["dome"]?.state["shutter_status"] == 1 && $0.status.atPark == true
            }
            #expect(status.devices["dome"]?.state["shutter_status"] == 1 && status.status.atPark == true)
        }
        await simulators.stop()
    }

    @Test func aDomeFollowsItsTelescopeAndNothingMovesAtAStart() async throws {
        let simulators = try await AlpacaSimulators.start(["dome": ["canslave": false]])
        let url = await simulators.url
        let database = try await PostgresServer.shared().database()
        try await Observatory.lay(database)
        try await Observatory.run(on: database) { place in
            let id = try await place.telescope(of: place.admin, "public", ["name": "slaved"])
            try await place.attach("telescope", to: id, at: url, from: place.admin)
            let dome = try await place.attach("dome", to: id, at: url, from: place.admin)
            try await place.coordinator.slave(dome)
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: place.admin)
            // In the east at any time: in the north, where the dome is, it would be there without having moved.
            let now = try await place.status(of: id, from: place.admin) { $0.status.siderealTime != nil }
            let east = (try #require(now.status.siderealTime) + 6).truncatingRemainder(dividingBy: 24)
            _ = try await place.ask(
                "control/slew",
                ["telescope_id": id, "right_ascension": .number(east), "declination": 80, "wait": true],
                as: SlewResponse.self, from: place.admin)
            let followed = try await place.status(of: id, from: place.admin) { status in
                guard let azimuth = status.devices["dome"]?.state["azimuth"]?.double else { return false }
                return abs(azimuth - (status.status.azimuth ?? 999)) < 3
            }
            let azimuth = try #require(followed.devices["dome"]?.state["azimuth"]?.double)
            #expect(abs(azimuth - (followed.status.azimuth ?? 999)) < 3)
            #expect(azimuth != 0 && followed.status.tracking == true)
            // Somebody turns the dome by hand, and the node is gone.
            _ = try await place.coordinator.turn(dome, to: 200)
        }
        try await Observatory.run(on: database) { place in
            let list = try await place.ask("config/list", [:], as: ConfigListResponse.self, from: place.admin)
            let id = JSONValue.string(try #require(list.configs.first?.id))
            let before = try await place.status(of: id, from: place.admin) {
                $0.status.connected && $0.devices["dome"]?.connected == true
            }
            #expect(before.status.tracking == true)
            // Several polls: whatever would move by itself would have done so.
            try await Task.sleep(for: .seconds(2))
            let after = try await place.status(of: id, from: place.admin) { _ in true }
            #expect(after.devices["dome"]?.state["azimuth"]?.double == 200)
            #expect(after.motion == nil && after.status.tracking == true)
        }
        await simulators.stop()
    }
}

extension TelescopeCoordinator {
    fileprivate func attachedDevice(_ id: JSONValue) throws -> AttachedDevice {
        try attached(try #require(id.text.flatMap { UUID(uuidString: $0) }.flatMap { devices[$0] }))
    }

    fileprivate func slave(_ id: JSONValue) async throws {
        let device = try attachedDevice(id)
        devices[device.id]?.isSlaved = true
        try await database.execute("update telescope_devices set slaved = true where id = \(device.id)")
    }

    fileprivate func turn(_ id: JSONValue, to azimuth: Double) async throws {
        let device = try attachedDevice(id)
        slavingMarks = [:]
        let receipt = try await engine.begin(.rotateDome(azimuth: azimuth), with: device.id, replace: true)
        if let motion = receipt.motion { _ = try await engine.settle(motion) }
    }
}
