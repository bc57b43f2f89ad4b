import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

/// Over a real database and the simulators of somebody else.
@Suite struct TelescopeDevicesTests {
    private func telescope(_ place: Observatory, _ caller: Caller, _ visibility: String = "public") async throws
        -> JSONValue
    {
        let made = try await place.ask(
            "config/create",
            [
                "name": .string("t-" + Identifier.hex(6)), "mount_type": "equatorial",
                "visibility": .string(visibility),
            ], as: ConfigResponse.self, from: caller)
        return .string(made.id)
    }

    private func attach(_ id: JSONValue, _ url: String) -> JSONValue {
        [
            "telescope_id": id, "role": "telescope", "server_url": .string(url), "device_type": "telescope",
            "device_number": 0,
        ]
    }

    @Test func aTelescopeIsAttachedUnparkedSlewedReadAndParked() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await telescope(place, anna)
            let attached = try await place.ask(
                "device/attach", attach(id, url), as: DeviceAttachResponse.self, from: anna)
            #expect(attached.connected && attached.name != nil && attached.interfaceVersion != nil)
            #expect(await place.refusal("device/attach", attach(id, url), from: anna)?.code == .conflict)

            _ = try await place.ask(
                "control/park", ["telescope_id": id, "wait": true], as: ParkResponse.self, from: anna)
            let target: JSONValue = ["telescope_id": id, "right_ascension": 5.5, "declination": 85, "wait": true]
            let parked = await place.refusal("control/slew", target, from: anna)
            #expect(parked?.code == .invalidState && parked?.details["cure"] == "telescope/control/unpark")
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: anna)
            let slewed = try await place.ask("control/slew", target, as: SlewResponse.self, from: anna)
            #expect(slewed.accepted && slewed.trackingStarted && slewed.state == "settled")
            let status = try await place.ask(
                "status/get", ["telescope_id": id], as: StatusResponse.self, from: anna)
            #expect(abs((status.status.rightAscension ?? 0) - 5.5) < 0.1)
            #expect(abs((status.status.declination ?? 0) - 85) < 1)
            #expect(status.status.connected && status.status.tracking == true && status.status.atPark == false)
            #expect(status.devices["telescope"]?.connected == true)
            let tracked = try await place.ask(
                "control/track", ["telescope_id": id, "tracking": false], as: TrackResponse.self, from: anna)
            let still = try await place.ask("status/get", ["telescope_id": id], as: StatusResponse.self, from: anna)
            #expect(tracked.tracking == false && still.status.tracking == false)
            let stopped = try await place.ask(
                "control/stop_all", ["park": true, "close": true, "wait": true], as: StopAllResponse.self, from: anna)
            #expect(stopped.ok && stopped.telescopes.count == 1)
            #expect(stopped.telescopes.first?.abort == "done")
            #expect(stopped.telescopes.first?.park == "done")
            #expect(stopped.telescopes.first?.close == "no dome")
        }
        await simulators.stop()
    }

    @Test func urgentRoutesWorkWhileTheDatabaseIsAway() async throws {
        let simulators = try await AlpacaSimulators.start(["telescope": ["slew_rate": 0.5]])
        let url = await simulators.url
        let server = try await PostgresServer.started()
        try await Observatory.open(on: server) { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let id = try await telescope(place, anna, "private")
            _ = try await place.ask("device/attach", attach(id, url), as: DeviceAttachResponse.self, from: anna)
            let named: JSONValue = ["telescope_id": id]
            _ = try await place.ask("control/unpark", named, as: UnparkResponse.self, from: anna)
            let slewed = try await place.ask(
                "control/slew", ["telescope_id": id, "right_ascension": 12, "declination": 80], as: SlewResponse.self,
                from: anna)
            try await server.stop(mode: "immediate")
            #expect(await place.refusal("control/abort", named, from: olga)?.code == .notFound)
            #expect(await place.refusal("status/get", named, from: boris)?.code == .notFound)
            let aborted = try await place.ask("control/abort", named, as: AbortResponse.self, from: boris)
            #expect(aborted.motionID == nil && aborted.note != nil)
            let motion = try await place.status(of: id, from: anna) { $0.motion?.state == "aborted" }.motion
            #expect(motion?.motionID == slewed.motionID)
            let seen = try await place.ask("control/stop_all", [:], as: StopAllResponse.self, from: boris)
            #expect(seen.ok && seen.telescopes.isEmpty)
            let stopped = try await place.ask("control/stop_all", [:], as: StopAllResponse.self, from: anna)
            #expect(stopped.ok && stopped.telescopes.count == 1)
            #expect(await place.refusal("config/get", ["id": id], from: anna)?.code == .unavailable)
        }
        await server.remove()
        await simulators.stop()
    }

    @Test func aServerThatIsNotThereOrNotAllowedLeavesNothingBehind() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await telescope(place, anna)
            let gone = await place.refusal("device/attach", attach(id, "http://127.0.0.1:1"), from: anna)
            #expect(gone?.code == .unavailable)
            #expect(
                await place.refusal("device/attach", attach(id, "http://192.0.2.1"), from: anna)?.code
                    == .invalidRequest)
            #expect(
                await place.refusal("device/attach", attach(id, "ftp://127.0.0.1"), from: anna)?.code == .invalidRequest
            )
            var wrong = attach(id, "http://127.0.0.1:1").members ?? [:]
            wrong["role"] = "dome"
            #expect(await place.refusal("device/attach", .object(wrong), from: anna)?.code == .invalidRequest)
            wrong["role"] = "telescope"
            wrong["sync_site"] = true
            wrong["connect"] = false
            #expect(await place.refusal("device/attach", .object(wrong), from: anna)?.code == .invalidRequest)
            let list = try await place.ask("device/list", ["telescope_id": id], as: DevicesResponse.self, from: anna)
            #expect(list.devices.isEmpty)
        }
    }

    @Test func aTelescopeWithoutADeviceIsUnknownAndCannotMove() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await telescope(place, anna)
            let status = try await place.ask("status/get", ["telescope_id": id], as: StatusResponse.self, from: anna)
            #expect(status.status == MountStatus(connected: false) && status.devices.isEmpty)
            let slew = await place.refusal(
                "control/slew", ["telescope_id": id, "altitude": 45, "azimuth": 10], from: anna)
            #expect(slew?.code == .invalidState && slew?.details["cure"] == "telescope/device/attach")
            let outside = await place.refusal(
                "control/slew", ["telescope_id": id, "right_ascension": 24, "declination": 0], from: anna)
            #expect(outside?.code == .invalidRequest && outside?.message.contains("right_ascension") == true)
        }
    }

    @Test func theFirstDeviceOfARoleIsPrimaryAndTheNextTakesItsPlace() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await telescope(place, anna)
            func camera(_ number: Int64, _ isPrimary: JSONValue) -> JSONValue {
                [
                    "telescope_id": id, "server_url": "http://127.0.0.1:1", "device_type": "camera",
                    "device_number": .integer(number), "connect": false, "is_primary": isPrimary,
                ]
            }
            func primary() async throws -> [UInt32] {
                try await place.ask("device/list", ["telescope_id": id], as: DevicesResponse.self, from: anna)
                    .devices.filter(\.isPrimary).map(\.deviceNumber)
            }
            var ids: [String] = []
            for (number, wish) in [(0, nil), (1, nil), (2, true)] as [(Int64, JSONValue)] {
                ids.append(
                    try await place.ask(
                        "device/attach", camera(number, wish), as: DeviceAttachResponse.self, from: anna
                    ).deviceID)
                #expect(try await primary() == [number == 2 ? 2 : 0])
            }
            _ = try await place.ask(
                "device/detach", ["device_id": .string(ids[2])], as: DeviceDetachResponse.self, from: anna)
            #expect(try await primary() == [0])
        }
    }

    @Test func attachedDevicesAreConnectedAgainAtTheNextStart() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        let database = try await PostgresServer.shared().database()
        try await Observatory.lay(database)
        try await Observatory.run(on: database) { place in
            let id = try await telescope(place, place.admin)
            _ = try await place.ask("device/attach", attach(id, url), as: DeviceAttachResponse.self, from: place.admin)
        }
        try await Observatory.run(on: database) { place in
            let device = try await place.ask("device/list", [:], as: DevicesResponse.self, from: place.admin).devices
                .first
            let named: JSONValue = ["device_id": .string(device?.deviceID ?? "")]
            // Already connecting by itself: this waits for it.
            let connected = try await place.ask("device/connect", named, as: DevicesResponse.self, from: place.admin)
            #expect(connected.connected)
            let released = try await place.ask("device/disconnect", named, as: DevicesResponse.self, from: place.admin)
            #expect(!released.connected && released.devices.first?.enabled == false)
        }
        try await Observatory.run(on: database) { place in
            let device = try await place.ask("device/list", [:], as: DevicesResponse.self, from: place.admin).devices
                .first
            #expect(device?.enabled == false && device?.phase == "idle")
        }
        await simulators.stop()
    }

    @Test func statesAndMovementsOfPublicTelescopesAreRetainedEventsAndOfPrivateOnesNone() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let shown = try await telescope(place, anna)
            let hidden = try await telescope(place, anna, "private")
            let (events, heard) = AsyncStream.makeStream(of: Publication.self)
            place.bus.setOutlet { publication in
                guard publication.topic.text.contains("/telescope/event/") else { return }
                heard.yield(publication)
            }
            for id in [hidden, shown] {
                _ = try await place.ask("device/attach", attach(id, url), as: DeviceAttachResponse.self, from: anna)
            }
            _ = try await place.ask("control/unpark", ["telescope_id": shown], as: UnparkResponse.self, from: anna)
            _ = try await place.ask(
                "control/slew", ["telescope_id": shown, "altitude": 50, "azimuth": 120, "wait": true],
                as: SlewResponse.self, from: anna)
            var movements: [String] = []
            var states = 0
            for await event in events {
                #expect(event.topic.text.hasSuffix(shown.text ?? "-"), "\(event.topic)")
                #expect(event.isRetained && event.expiry == .seconds(60))
                if let motion = (event.payload as? MotionEvent)?.motion, motion.kind == "slew",
                    motion.state != movements.last
                {
                    movements.append(motion.state)
                }
                if let state = event.payload as? StatusResponse, state.status.connected { states += 1 }
                if movements.last == "settled", states > 2 { break }
            }
            #expect(movements.suffix(3) == ["requested", "moving", "settled"])
        }
        await simulators.stop()
    }
}
