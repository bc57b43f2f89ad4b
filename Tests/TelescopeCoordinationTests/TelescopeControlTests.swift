import Access
import Contracts
import FoundationEssentials
import Health
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

/// The control routes over a real database and the simulators of somebody else.
@Suite struct TelescopeControlTests {
    @Test func aSlewBelowTheHorizonIsRefusedWithTheLimitAndNothingMoves() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let site = try await place.ask(
                "site/create",
                [
                    "name": "Valley", "latitude": 48, "longitude": 8, "elevation": 300, "timezone": "UTC",
                    "horizon": [["azimuth": 0, "altitude": 30], ["azimuth": 180, "altitude": 50]],
                ], as: SiteResponse.self, from: place.admin)
            let id = try await place.telescope(of: anna, "public", ["site_id": .string(site.id)])
            try await place.attach("telescope", to: id, at: url, from: anna)
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: anna)
            let before = try await place.status(of: id, from: anna) { $0.status.atPark == false }
            for target in [
                ["altitude": 35, "azimuth": 90], ["right_ascension": 3, "declination": -80],
            ] as [[String: JSONValue]] {
                let refusal = await place.refusal(
                    "control/slew", .object(target.merging(["telescope_id": id]) { $1 }), from: anna)
                #expect(refusal?.code == .invalidState && refusal?.details["limit"] == "altitude")
                #expect((refusal?.details["lowest"]?.double ?? 0) > (refusal?.details["value"]?.double ?? 90))
            }
            let after = try await place.ask("status/get", ["telescope_id": id], as: StatusResponse.self, from: anna)
            #expect(
                after.motion?.motionID == before.motion?.motionID && after.status.tracking == before.status.tracking)
            let siteless = await place.refusal(
                "config/update", ["id": id, "site_id": nil], from: anna)
            #expect(siteless == nil)
            let unknown = await place.refusal(
                "control/slew", ["telescope_id": id, "altitude": 80, "azimuth": 90], from: anna)
            #expect(unknown?.code == .invalidState && unknown?.details["unknown"] == "site")
        }
        await simulators.stop()
    }

    @Test(
        arguments: [
            [["azimuth": 361, "altitude": 5]], [["azimuth": 5]], ["no point"], "no list",
            [["azimuth": 5, "altitude": 91]],
        ] as [JSONValue])
    func aHorizonThatCannotBeIsRefused(horizon: JSONValue) async throws {
        try await Observatory.open { place in
            let refusal = await place.refusal(
                "site/create",
                [
                    "name": "Hill", "latitude": 48, "longitude": 8, "elevation": 1000, "timezone": "UTC",
                    "horizon": horizon,
                ], from: place.admin)
            #expect(refusal?.code == .invalidRequest && refusal?.message.contains("horizon") == true)
        }
    }

    @Test func whoeverFollowsTheSkyBelowALimitIsStoppedAndItIsToldUntilItIsCleared() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna)
            let (events, heard) = AsyncStream.makeStream(of: MotionEvent.self)
            place.bus.setOutlet { publication in
                if let event = publication.payload as? MotionEvent, event.limitReached != nil { heard.yield(event) }
            }
            try await place.attach("telescope", to: id, at: url, from: anna)
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: anna)
            _ = try await place.ask(
                "control/slew",
                ["telescope_id": id, "right_ascension": 5.5, "declination": 85, "wait": true], as: SlewResponse.self,
                from: anna)
            let site: JSONValue = "40000000-0000-0000-0000-000000000001"
            _ = try await place.ask(
                "site/update", ["id": site, "minimum_altitude": 80], as: SiteResponse.self, from: place.admin)
            let event = try #require(await events.first { _ in true })
            #expect(event.telescopeID == id.text && event.limitReached?.limit == "altitude")
            let stopped = try await place.status(of: id, from: anna) {
                $0.status.tracking == false && $0.limits.reached.first?.stopped == true
            }
            #expect(stopped.status.tracking == false && stopped.limits.reached.map(\.limit) == ["altitude"])
            #expect(await place.coordinator.limitHealth().status == .degraded)
            let again = await place.refusal("control/track", ["telescope_id": id, "tracking": true], from: anna)
            #expect(again?.details["limit"] == "altitude")

            _ = try await place.ask(
                "site/update", ["id": site, "minimum_altitude": 10], as: SiteResponse.self, from: place.admin)
            let cleared = try await place.status(of: id, from: anna) { $0.limits.reached.isEmpty }
            #expect(cleared.limits.reached.isEmpty)
            #expect(await place.coordinator.limitHealth().status == .healthy)
        }
        await simulators.stop()
    }

    @Test func anotherDeviceOfARoleIsMadePrimary() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let id = try await place.telescope(of: anna, "private")
            var ids: [JSONValue] = []
            for number in 0..<2 {
                let attached = try await place.ask(
                    "device/attach",
                    [
                        "telescope_id": id, "server_url": "http://127.0.0.1:1", "device_type": "focuser",
                        "device_number": .integer(Int64(number)), "connect": false,
                    ], as: DeviceAttachResponse.self, from: anna)
                ids.append(.string(attached.deviceID))
            }
            let update: JSONValue = ["device_id": ids[1], "is_primary": true]
            #expect(await place.refusal("device/update", update, from: boris)?.code == .notFound)
            _ = try await place.ask("device/update", update, as: DevicesResponse.self, from: anna)
            let list = try await place.ask("device/list", ["telescope_id": id], as: DevicesResponse.self, from: anna)
            #expect(list.devices.filter(\.isPrimary).map(\.deviceID) == [ids[1].text])
            let none = await place.refusal("device/update", ["device_id": ids[1], "is_primary": false], from: anna)
            #expect(none?.code == .invalidRequest)
        }
    }
}
