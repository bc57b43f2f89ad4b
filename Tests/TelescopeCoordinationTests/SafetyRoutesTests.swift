import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

@Suite struct SafetyRoutesTests {
    private func open(
        _ roles: [String], settings: JSONValue = [:], _ changes: [String: JSONValue] = [:],
        _ body: @Sendable @escaping (Observatory, Caller, JSONValue, AlpacaSimulators) async throws -> Void
    ) async throws {
        let simulators = try await AlpacaSimulators.start(changes)
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, at: url, roles, settings: settings)
            try await body(place, anna, id, simulators)
        }
        await simulators.stop()
    }

    private func ask(_ route: String, _ place: Observatory, _ id: JSONValue, _ caller: Caller) async throws
        -> SafetyResponse
    {
        try await place.ask(route, ["telescope_id": id], as: SafetyResponse.self, from: caller)
    }

    @Test func withoutDevicesNothingIsKnown() async throws {
        try await open([]) { place, anna, id, _ in
            for route in ["safety/get", "weather/get"] {
                let answer = try await ask(route, place, id, anna)
                #expect(answer.state == .unknown && answer.signals.isEmpty && answer.reasons.count == 1)
            }
        }
    }

    @Test func monitorAndWeatherTogetherAreSafeAndEachAloneIsTold() async throws {
        let settings: JSONValue = ["weather_limits": ["humidity": 85, "wind_speed": ["max": 10]]]
        try await open(["safetymonitor", "observingconditions"], settings: settings) { place, anna, id, _ in
            let olga = try await place.person("olga", .observers)
            let safety = try await ask("safety/get", place, id, olga)
            #expect(safety.state == .safe && safety.signals["safety_monitor"]?.value == true)
            let weather = try await ask("weather/get", place, id, olga)
            #expect(weather.state == .safe && weather.signals["safety_monitor"] == nil)
            #expect(weather.signals["humidity"]?.value?.double == 60 && weather.signals["humidity"]?.unit == "percent")
            #expect((weather.signals["humidity"]?.age ?? -1) >= 0)
            #expect(weather.signals["pressure"]?.limit == nil)
            _ = try await place.ask(
                "config/update", ["id": id, "settings": ["weather_limits": ["humidity": 50]]],
                as: ConfigResponse.self, from: anna)
            let wet = try await ask("safety/get", place, id, anna)
            #expect(wet.state == .unsafe && wet.reasons.count == 1)
        }
    }

    @Test func aSafetyMonitorThatGoesSilentIsToldAsUnknown() async throws {
        try await open(["safetymonitor"]) { place, _, id, simulators in
            let (events, heard) = AsyncStream.makeStream(of: Publication.self)
            place.bus.setOutlet { publication in
                guard publication.payload is SafetyResponse else { return }
                heard.yield(publication)
            }
            var states: [SafetyState] = []
            await simulators.stop()
            for await event in events {
                #expect(event.topic.text.hasSuffix("/telescope/event/safety/" + (id.text ?? "-")))
                guard let answer = event.payload as? SafetyResponse else { continue }
                states.append(answer.state)
                if answer.state == .unknown { break }
            }
            #expect(states.last == .unknown && states.count <= 3)
        }
    }

    @Test func limitsThatCannotBeReadAreRefusedWithTheTelescope() async throws {
        try await open([]) { place, anna, id, _ in
            let refusal = await place.refusal(
                "config/update", ["id": id, "settings": ["weather_limits": ["wind": 5]]], from: anna)
            #expect(refusal?.code == .invalidRequest && refusal?.details["field"] == "weather_limits.wind")
        }
    }
}
