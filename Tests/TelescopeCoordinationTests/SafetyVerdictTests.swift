import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct SafetyVerdictTests {
    private func limits(_ members: JSONValue) throws -> WeatherLimits { try WeatherLimits(["weather_limits": members]) }

    private func judge(
        _ devices: [DeviceSnapshot], _ limits: JSONValue = [:], sensorAges: [UUID: [String: Duration]] = [:]
    ) throws -> SafetyResponse {
        let limits = try self.limits(limits)
        var verdict = SafetyVerdict()
        verdict.hear(weather: devices, limits, sensorAges: sensorAges)
        verdict.hear(monitors: devices, longestAge: limits.longestAge)
        return verdict.response(for: UUID())
    }

    @Test func nothingToHearIsUnknownAndSaysSo() throws {
        let answer = try judge([])
        #expect(answer.state == .unknown && answer.reasons.count == 1 && answer.signals.isEmpty)
    }

    @Test func everyMonitorMustSayThatItIsSafe() throws {
        let safe = try DeviceSnapshot.heard(.safetyMonitor, ["IsSafe": true])
        let unsafe = try DeviceSnapshot.heard(.safetyMonitor, ["IsSafe": false])
        let silent = try DeviceSnapshot.heard(.safetyMonitor, [:])
        #expect(try judge([safe]).state == .safe)
        #expect(try judge([safe, unsafe]).state == .unsafe)
        #expect(try judge([safe, silent]).state == .unknown)
        #expect(try judge([silent, unsafe]).state == .unsafe)
        #expect(try judge([safe, unsafe]).signals.keys.sorted() == ["safety_monitor", "safety_monitor_2"])
    }

    @Test func aMonitorThatIsTooOldOrNotConnectedIsUnknown() throws {
        let old = try DeviceSnapshot.heard(.safetyMonitor, ["IsSafe": true], age: .seconds(61))
        let gone = try DeviceSnapshot.heard(.safetyMonitor, ["IsSafe": true], phase: .disconnected)
        #expect(try judge([old]).state == .unknown)
        #expect(try judge([gone]).state == .unknown)
        #expect(try judge([old], ["max_age": 120]).state == .safe)
    }

    @Test func weatherIsJudgedByItsLimits() throws {
        let station = try DeviceSnapshot.heard(.observingConditions, ["Humidity": 80, "WindSpeed": 3])
        #expect(try judge([station], ["humidity": 85, "wind_speed": ["max": 10]]).state == .safe)
        let wet = try judge([station], ["humidity": 75])
        #expect(wet.state == .unsafe && wet.reasons == ["humidity is 80.0, not at most 75.0"])
        #expect(wet.signals["humidity"]?.limit == ["max": 75.0])
        #expect(wet.signals["humidity"]?.unit == "percent")
        #expect(wet.signals["humidity"]?.age == 1000)
        #expect(try judge([station], ["humidity": ["min": 90]]).state == .unsafe)
    }

    @Test func weatherWithoutLimitsAssuresNothing() throws {
        let station = try DeviceSnapshot.heard(.observingConditions, ["Humidity": 20])
        let answer = try judge([station])
        #expect(answer.state == .unknown && answer.signals["humidity"]?.value == 20.0)
    }

    @Test func aLimitedSignalThatNobodyMeasuresIsUnknownAlsoBesideASafeMonitor() throws {
        let station = try DeviceSnapshot.heard(.observingConditions, ["Humidity": 20])
        let monitor = try DeviceSnapshot.heard(.safetyMonitor, ["IsSafe": true])
        let answer = try judge([station, monitor], ["rain_rate": 0])
        #expect(answer.state == .unknown && answer.reasons == ["rain_rate is not known"])
        #expect(answer.signals["rain_rate"]?.value == nil)
    }

    @Test func aSensorThatSleepsIsUnknownThoughItsStationAnswers() throws {
        let id = UUID()
        let station = try DeviceSnapshot.heard(.observingConditions, id: id, ["RainRate": 0])
        #expect(try judge([station], ["rain_rate": 0]).state == .safe)
        let asleep = try judge([station], ["rain_rate": 0], sensorAges: [id: ["RainRate": .seconds(3600)]])
        #expect(asleep.state == .unknown && asleep.signals["rain_rate"]?.age == 3_601_000)
    }

    @Test func theNextStationStandsInForASensorThatIsMissing() throws {
        let first = try DeviceSnapshot.heard(.observingConditions, ["Humidity": 20])
        let second = try DeviceSnapshot.heard(.observingConditions, ["RainRate": 0])
        #expect(try judge([first, second], ["rain_rate": 0, "humidity": 50]).state == .safe)
    }

    @Test(
        arguments: [
            ["wind": 10], ["humidity": "wet"], ["humidity": [:]], ["humidity": ["most": 5]],
            ["humidity": ["min": 50, "max": 40]], ["max_age": 0], ["max_age": "long"], ["humidity": ["max": nil]],
        ] as [JSONValue])
    func limitsThatCannotBeReadAreRefusedNamingTheField(members: JSONValue) {
        let error = #expect(throws: ServiceError.self) { try limits(members) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"]?.text?.hasPrefix("weather_limits.") == true)
    }

    @Test func limitsThatAreNoObjectAreRefused() {
        #expect(throws: ServiceError.self) { try WeatherLimits(["weather_limits": 5]) }
        #expect(throws: Never.self) { try WeatherLimits(["other": 5]) }
    }
}
