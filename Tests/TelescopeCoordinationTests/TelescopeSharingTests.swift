import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Support
import Synchronization
import Testing

@testable import TelescopeCoordination

/// Who has control, who may stop, and who is told.
@Suite struct TelescopeSharingTests {
    @Test func whoeverMayWriteTakesOverAndTheOthersSessionIsAborted() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let id = try await place.telescope(of: anna)
            _ = try await place.ask(
                "config/share",
                ["id": id, "principal_id": .string(olga.userID?.text ?? ""), "permission": "control"],
                as: ConfigSharesResponse.self, from: anna)
            let events = Mutex<[SessionEvent]>([])
            place.bus.setOutlet { publication in
                if let event = publication.payload as? SessionEvent { events.withLock { $0.append(event) } }
            }
            let first = try await place.ask(
                "session/start", ["telescope_id": id], as: SessionResponse.self, from: boris)
            for route in ["session/start", "control/track", "control/find_home", "control/set_park"] {
                let held = await place.refusal(route, ["telescope_id": id, "tracking": true], from: anna)
                #expect(held?.code == .conflict && held?.details["holder"] == "boris", "\(route)")
            }
            let taking: JSONValue = ["telescope_id": id, "take_over": true]
            #expect(await place.refusal("session/start", taking, from: olga)?.code == .forbidden)
            let second = try await place.ask("session/start", taking, as: SessionResponse.self, from: anna)
            let ended = try await place.ask(
                "session/get", ["session_id": .string(first.sessionID)], as: SessionResponse.self, from: boris)
            #expect(ended.session.status == .aborted && second.session.status == .active)
            #expect(events.withLock { $0.map(\.takenOver) } == [false, true, false])
            // A command takes over, too; it fails later, because there is no mount.
            let command = await place.refusal(
                "control/find_home", ["telescope_id": id, "take_over": true], from: place.admin)
            #expect(command?.details["cure"] == "telescope/device/attach")
        }
    }

    @Test func stoppingWhatMayNotBeKnownIsAnsweredLikeStoppingNothingAndIsDone() async throws {
        let simulators = try await AlpacaSimulators.start(["telescope": ["slew_rate": 0.5]])
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let id = try await place.telescope(of: anna, "private")
            try await place.attach("telescope", to: id, at: url, from: anna)
            _ = try await place.ask("control/unpark", ["telescope_id": id], as: UnparkResponse.self, from: anna)
            _ = try await place.ask(
                "control/slew", ["telescope_id": id, "altitude": 60, "azimuth": 180], as: SlewResponse.self, from: anna)
            let none = JSONValue.string(UUID().text)
            for route in ["control/abort", "control/park"] {
                let hidden = try await shown(route, id, boris, place)
                #expect(try await shown(route, none, boris, place) == hidden, "\(route)")
                #expect(await place.refusal(route, ["telescope_id": id], from: olga)?.code == .notFound)
                #expect(await place.refusal(route, ["telescope_id": none], from: olga)?.code == .notFound)
                #expect(await place.refusal(route, ["telescope_id": none], from: place.admin)?.code == .notFound)
            }
            for route in ["control/slew", "status/get", "session/start", "event/subscribe", "control/find_home"] {
                let fields: JSONValue = [
                    "telescope_id": id, "altitude": 50, "azimuth": 50, "client_id": "one",
                ]
                #expect(await place.refusal(route, fields, from: boris)?.code == .notFound, "\(route)")
            }
            let status = try await place.status(of: id, from: anna) { $0.motion?.kind == "park" }
            #expect(status.motion?.kind == "park")
        }
        await simulators.stop()
    }

    private func shown(
        _ route: String, _ id: JSONValue, _ caller: Caller, _ place: Observatory
    ) async throws -> String {
        let request: JSONValue = ["telescope_id": id]
        let text: String
        if route.hasSuffix("abort") {
            text = try WireJSON.text(try await place.ask(route, request, as: AbortResponse.self, from: caller))
        } else {
            text = try WireJSON.text(try await place.ask(route, request, as: ParkResponse.self, from: caller))
        }
        return text.replacing(id.text ?? "-", with: "ID")
    }

    @Test func aPrivateTelescopeTellsItsSubscribersAndNobodyElse() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let olga = try await place.person("olga", .observers)
            let id = try await place.telescope(of: anna, "private")
            let share: JSONValue = [
                "id": id, "principal_id": .string(olga.userID?.text ?? ""), "permission": "read",
            ]
            _ = try await place.ask("config/share", share, as: ConfigSharesResponse.self, from: anna)
            let topics = Mutex<[String]>([])
            place.bus.setOutlet { publication in
                let text = publication.topic.text
                if text.contains("/events/telescope/") || text.contains("/telescope/event/") {
                    topics.withLock { $0.append(text) }
                }
            }
            let subscription: JSONValue = ["telescope_id": id, "kinds": ["session"], "client_id": "gtk-1"]
            let made = try await place.ask(
                "event/subscribe", subscription, as: EventSubscribeResponse.self, from: olga)
            let topic = "bigskies/client/gtk-1/events/telescope/session/\(id.text ?? "")"
            #expect(made.topics == ["session": topic])
            #expect(await place.refusal("event/subscribe", ["telescope_id": id], from: olga)?.code == .invalidRequest)
            let session = try await place.ask(
                "session/start", ["telescope_id": id], as: SessionResponse.self, from: anna)
            #expect(topics.withLock { $0 } == [topic])
            _ = try await place.ask("config/unshare", share, as: ConfigSharesResponse.self, from: anna)
            _ = try await place.ask(
                "session/end", ["session_id": .string(session.sessionID)], as: SessionResponse.self, from: anna)
            #expect(topics.withLock { $0 } == [topic])
        }
    }

    @Test func whatTheBrokerKeepsOfATelescopeThatTurnsPrivateIsCleared() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna)
            let cleared = Mutex<[String]>([])
            place.bus.setOutlet { publication in
                guard publication.kind == .cleared, publication.isRetained else { return }
                cleared.withLock { $0.append(publication.topic.text) }
            }
            _ = try await place.ask(
                "config/update", ["id": id, "visibility": "private"], as: ConfigResponse.self, from: anna)
            #expect(
                Set(cleared.withLock { $0 })
                    == Set(
                        TelescopeEventKind.allCases.map {
                            "bigskies/coordinator/telescope/event/\($0.rawValue)/\(id.text ?? "")"
                        }))
        }
    }
}
