import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

/// Domes, focusers, rotators, wheels, covers and switches over a real database and the simulators of somebody else.
@Suite struct InstrumentRoutesTests {
    private static let roles = ["dome", "focuser", "rotator", "filterwheel", "covercalibrator", "switch"]

    private func open(
        _ changes: [String: JSONValue] = [:],
        _ body: @Sendable @escaping (Observatory, Caller, JSONValue) async throws -> Void
    ) async throws {
        let simulators = try await AlpacaSimulators.start(changes)
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, at: url, Self.roles)
            try await body(place, anna, id)
        }
        await simulators.stop()
    }

    @Test func aDomeTurnsOpensClosesAndParks() async throws {
        try await open { place, anna, id in
            func dome(_ action: String, _ more: [String: JSONValue] = [:]) async throws -> MotionResponse {
                let request = ["telescope_id": id, "wait": true].merging(more) { $1 }
                return try await place.ask("dome/" + action, .object(request), as: MotionResponse.self, from: anna)
            }
            #expect(try await dome("slew", ["azimuth": 20]).state == "settled")
            #expect(try await dome("open_shutter").state == "settled")
            let status = try await place.ask(
                "status/get", ["telescope_id": id], as: StatusResponse.self, from: anna)
            #expect(abs((status.devices["dome"]?.state["azimuth"]?.double ?? 0) - 20) < 1)
            #expect(status.devices["dome"]?.state["shutter_status"] == 0)
            let motion = status.devices["dome"]?.motion
            #expect(motion?.kind == "open_shutter" && motion?.state == "settled" && status.motion == nil)
            #expect(motion?.deviceID == status.devices["dome"]?.deviceID)
            #expect(try await dome("close_shutter").state == "settled")
            #expect(try await dome("find_home").state == "settled")
            #expect(try await dome("park").state == "settled")
            let parked = try await place.ask(
                "dome/set_park", ["telescope_id": id], as: DeviceReport.self, from: anna)
            #expect(parked.values["azimuth"]?.double != nil)
            let stopped = try await place.ask("dome/abort", ["telescope_id": id], as: HaltResponse.self, from: anna)
            #expect(stopped.aborted)
        }
    }

    @Test func aDomeIsNotTurnedNowhere() async throws {
        try await open { place, anna, id in
            for (fields, field) in [
                ([:], "azimuth"), (["azimuth": 360], "azimuth"), (["azimuth": "NaN"], "azimuth"),
                (["altitude": 91], "altitude"), (["azimuth": 10, "altitude": 10], "wait"),
            ] as [([String: JSONValue], String)] {
                let request = fields.merging(["telescope_id": id]) { $1 }
                let refusal = await place.refusal("dome/slew", .object(request), from: anna)
                #expect(refusal?.code == .invalidRequest && refusal?.message.contains(field) == true, "\(fields)")
            }
        }
    }

    @Test func aDomeThatCannotFollowByItselfIsMeantToAndIsNotTurnedByHandMeanwhile() async throws {
        try await open(["dome": ["canslave": false]]) { place, anna, id in
            for slaved in [true, false] {
                let set = try await place.ask(
                    "dome/set_slaved", ["telescope_id": id, "slaved": .bool(slaved)], as: DeviceReport.self, from: anna)
                #expect(set.values["slaved"] == .bool(slaved))
                let slew = await place.refusal("dome/slew", ["telescope_id": id, "azimuth": 3], from: anna)
                #expect(slew?.code == (slaved ? .invalidState : nil))
                #expect(slew == nil || slew?.details["cure"] == "telescope/dome/set_slaved")
            }
            let missing = await place.refusal("dome/set_slaved", ["telescope_id": id], from: anna)
            #expect(missing?.code == .invalidRequest && missing?.message.contains("slaved") == true)
        }
    }

    @Test func aDomeThatFollowsByItselfIsTold() async throws {
        try await open { place, anna, id in
            let set = try await place.ask(
                "dome/set_slaved", ["telescope_id": id, "slaved": true], as: DeviceReport.self, from: anna)
            #expect(set.values["slaved"] == true)
        }
    }

    @Test func aFocuserMovesWithinItsStepsAndIsSet() async throws {
        try await open { place, anna, id in
            let moved = try await place.ask(
                "focuser/move", ["telescope_id": id, "position": 10100, "wait": true], as: MotionResponse.self,
                from: anna)
            #expect(moved.state == "settled" && moved.motionID != nil)
            for position in [100_001, -1] as [JSONValue] {
                let beyond = await place.refusal(
                    "focuser/move", ["telescope_id": id, "position": position], from: anna)
                #expect(beyond?.code == .invalidRequest && beyond?.message.contains("position") == true)
            }
            let set = try await place.ask(
                "focuser/set", ["telescope_id": id, "temp_comp": true], as: DeviceReport.self, from: anna)
            #expect(set.values["temp_comp"] == true)
            let halted = try await place.ask("focuser/halt", ["telescope_id": id], as: HaltResponse.self, from: anna)
            #expect(halted.aborted)
        }
    }

    @Test func aRotatorTurnsIsSyncedAndReversed() async throws {
        // Mechanical angles came with the third version of its interface.
        try await open(["rotator": ["interfaceversion": 3]]) { place, anna, id in
            for (route, angle) in [("move", 10.0), ("move_mechanical", 20.0)] {
                let moved = try await place.ask(
                    "rotator/" + route, ["telescope_id": id, "position": .number(angle), "wait": true],
                    as: MotionResponse.self, from: anna)
                #expect(moved.state == "settled", "\(route)")
            }
            let synced = try await place.ask(
                "rotator/sync", ["telescope_id": id, "position": 33], as: DeviceReport.self, from: anna)
            #expect(abs((synced.values["position"]?.double ?? 0) - 33) < 1)
            let set = try await place.ask(
                "rotator/set", ["telescope_id": id, "reverse": true], as: DeviceReport.self, from: anna)
            #expect(set.values["reverse"] == true)
            let beyond = await place.refusal("rotator/move", ["telescope_id": id, "position": 360], from: anna)
            #expect(beyond?.code == .invalidRequest && beyond?.message.contains("position") == true)
        }
    }

    @Test func aFilterIsSelectedByPositionAndByNameAndAnUnknownOneListsTheNames() async throws {
        try await open { place, anna, id in
            for filter in [2, "Luminance", "luminance"] as [JSONValue] {
                let selected = try await place.ask(
                    "filterwheel/select", ["telescope_id": id, "filter": filter, "wait": true],
                    as: MotionResponse.self, from: anna)
                #expect(selected.state == "settled", "\(filter)")
            }
            for filter in ["Narrow", 5] as [JSONValue] {
                let unknown = await place.refusal(
                    "filterwheel/select", ["telescope_id": id, "filter": filter], from: anna)
                #expect(unknown?.code == .invalidRequest && unknown?.details["field"] == "filter")
                #expect(unknown?.details["names"] == ["Red", "Green", "Blue", "Clear", "Luminance"])
            }
        }
    }

    @Test func aCoverOpensAndClosesAndItsCalibratorShines() async throws {
        try await open(["covercalibrator": ["calibratorstate": 1]]) { place, anna, id in
            for action in ["open", "close", "calibrator_on", "calibrator_off"] {
                let done = try await place.ask(
                    "covercalibrator/" + action, ["telescope_id": id, "wait": true], as: MotionResponse.self,
                    from: anna)
                #expect(done.state == "settled", "\(action)")
            }
            let tooBright = await place.refusal(
                "covercalibrator/calibrator_on", ["telescope_id": id, "brightness": 256], from: anna)
            #expect(tooBright?.code == .invalidRequest && tooBright?.details["field"] == "brightness")
        }
    }

    @Test func switchesAreListedAndSetWithinTheirRange() async throws {
        try await open { place, anna, id in
            let list = try await place.ask("switch/list", ["telescope_id": id], as: SwitchListResponse.self, from: anna)
            #expect(list.switches.map(\.name) == ["Power Switch 1", "Dimmer 1"])
            #expect(list.switches.last?.maximum == 1 && list.switches.last?.writable == true)
            for (name, value) in [("Dimmer 1", 0.7), (1, 0.2)] as [(JSONValue, JSONValue)] {
                let set = try await place.ask(
                    "switch/set", ["telescope_id": id, "id": name, "value": value, "wait": true],
                    as: MotionResponse.self, from: anna)
                #expect(set.state == "settled")
            }
            let after = try await place.ask(
                "switch/list", ["telescope_id": id], as: SwitchListResponse.self, from: anna)
            #expect(abs((after.switches.last?.value ?? 0) - 0.2) < 0.01)
            for (fields, field) in [
                (["id": 1, "value": 2], "value"), (["id": 9, "value": 1], "id"), (["id": "Lamp", "value": 1], "id"),
                (["id": 1], "value"), (["id": 1, "value": 1, "state": true], "state"),
            ] as [([String: JSONValue], String)] {
                let request = fields.merging(["telescope_id": id]) { $1 }
                let refusal = await place.refusal("switch/set", .object(request), from: anna)
                #expect(refusal?.code == .invalidRequest && refusal?.details["field"]?.text == field, "\(fields)")
            }
        }
    }

    @Test func onlyWhoeverControlsMovesAndOnlyTheHolderWhileASessionRuns() async throws {
        try await open { place, anna, id in
            let olga = try await place.person("olga", .observers)
            let boris = try await place.person("boris", .operators)
            let move: JSONValue = ["telescope_id": id, "position": 10010]
            #expect(await place.refusal("focuser/move", move, from: olga)?.code == .forbidden)
            _ = try await place.ask("session/start", ["telescope_id": id], as: SessionResponse.self, from: anna)
            let held = await place.refusal("focuser/move", move, from: boris)
            #expect(held?.code == .conflict && held?.details["holder"] == "anna")
            for route in ["dome/park", "dome/close_shutter", "dome/abort", "focuser/halt", "rotator/halt"] {
                #expect(await place.refusal(route, ["telescope_id": id], from: boris) == nil, "\(route)")
                #expect(await place.refusal(route, ["telescope_id": id], from: olga)?.code == .forbidden, "\(route)")
            }
        }
    }

    @Test func aPrivateTelescopeIsStoppedByWhoeverControlsAndKnownToNobody() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let id = try await place.telescope(of: anna, at: url, ["dome"], visibility: "private")
            let named: JSONValue = ["telescope_id": id]
            for route in ["dome/find_home", "dome/open_shutter", "dome/set_park", "switch/list", "safety/get"] {
                #expect(await place.refusal(route, named, from: boris)?.code == .notFound, "\(route)")
            }
            #expect(await place.refusal("dome/abort", named, from: olga)?.code == .notFound)
            let closed = try await place.ask("dome/close_shutter", named, as: MotionResponse.self, from: boris)
            #expect(closed.deviceID == nil && closed.motionID == nil)
            let stopped = try await place.ask("dome/abort", named, as: HaltResponse.self, from: boris)
            #expect(stopped.deviceID == nil)
        }
        await simulators.stop()
    }

    @Test func aTelescopeWithoutTheDeviceOrSwitchedOffSaysSo() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, at: "http://127.0.0.1:1", [])
            let routes: [(String, [String: JSONValue])] = [
                ("dome/slew", ["azimuth": 1]), ("dome/open_shutter", [:]), ("dome/close_shutter", [:]),
                ("dome/park", [:]), ("dome/find_home", [:]), ("dome/set_park", [:]), ("dome/abort", [:]),
                ("focuser/move", ["position": 1]), ("focuser/halt", [:]), ("focuser/set", ["temp_comp": true]),
                ("rotator/move", ["position": 1]), ("rotator/move_mechanical", ["position": 1]),
                ("rotator/sync", ["position": 1]), ("rotator/halt", [:]), ("rotator/set", ["reverse": true]),
                ("filterwheel/select", ["filter": 1]), ("covercalibrator/open", [:]), ("covercalibrator/close", [:]),
                ("covercalibrator/halt", [:]), ("covercalibrator/calibrator_on", [:]),
                ("covercalibrator/calibrator_off", [:]), ("switch/list", [:]), ("switch/set", ["id": 1, "value": 1]),
                ("camera/expose", ["duration": 1]), ("camera/abort", [:]), ("camera/stop", [:]),
                ("camera/set", ["gain": 1]), ("camera/get", [:]),
            ]
            for (route, fields) in routes {
                let none = await place.refusal(route, .object(fields.merging(["telescope_id": id]) { $1 }), from: anna)
                #expect(none?.code == .invalidState, "\(route)")
                #expect(none?.details["cure"] == "telescope/device/attach", "\(route)")
                let named = fields.merging(["telescope_id": id, "device_id": .string(Identifier.unique())]) { $1 }
                #expect(await place.refusal(route, .object(named), from: anna)?.code == .notFound, "\(route)")
                let unknown = fields.merging(["telescope_id": .string(Identifier.unique())]) { $1 }
                let refusal = await place.refusal(route, .object(unknown), from: place.admin)
                #expect(refusal?.code == .notFound, "\(route)")
            }
        }
    }

    @Test func aDisabledTelescopeOnlyPutsAway() async throws {
        try await open { place, anna, id in
            _ = try await place.ask("config/update", ["id": id, "enabled": false], as: ConfigResponse.self, from: anna)
            for (route, fields) in [
                ("dome/slew", ["azimuth": 1]), ("focuser/move", ["position": 10010]),
                ("focuser/set", ["temp_comp": true]),
                ("filterwheel/select", ["filter": 1]), ("switch/set", ["id": 1, "value": 1]),
                ("dome/open_shutter", [:]),
            ] as [(String, [String: JSONValue])] {
                let request = fields.merging(["telescope_id": id]) { $1 }
                #expect(await place.refusal(route, .object(request), from: anna)?.code == .invalidState, "\(route)")
            }
            #expect(await place.refusal("dome/park", ["telescope_id": id], from: anna) == nil)
        }
    }
}
