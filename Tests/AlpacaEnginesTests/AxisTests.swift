import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct AxisTests {
        private func axis(_ rate: Double, _ duration: Duration, _ axis: TelescopeAxis = .primary) -> MotionGoal {
            .moveAxis(axis, rate: rate, duration: duration)
        }

        private func withMount(_ body: (WorkshopFixture) async throws -> Void) async throws {
            try await WorkshopFixture.with("good", .telescope) { workshop in
                _ = try await workshop.finish(.unpark, .telescope)
                try await body(workshop)
            }
        }

        @Test func anAxisStopsByItself() async throws {
            try await withMount { workshop in
                let motion = try #require(try await workshop.begin(axis(1, .milliseconds(500)), .telescope))
                #expect(try await workshop.last("moveaxis").contains("Rate=1.0"))
                #expect(try await workshop.engine.settle(motion).phase == .settled)
                #expect(try await workshop.last("moveaxis").contains("Rate=0.0"))
                #expect(try await workshop.count("moveaxis") == 2)
            }
        }

        @Test func aSecondCommandGoesOnWithTheSameMotion() async throws {
            try await withMount { workshop in
                let first = try #require(try await workshop.begin(axis(1, .milliseconds(600)), .telescope))
                let start = ContinuousClock.now
                let second = try #require(try await workshop.begin(axis(0.5, .seconds(2)), .telescope))
                #expect(second.id == first.id)
                #expect(second.goal == axis(0.5, .seconds(2)))
                #expect(try await workshop.engine.settle(first).phase == .settled)
                #expect(ContinuousClock.now - start >= .seconds(2))
                #expect(try await workshop.count("moveaxis") == 3)
            }
        }

        @Test func aRateOfZeroEndsItAtOnce() async throws {
            try await withMount { workshop in
                let motion = try #require(try await workshop.begin(axis(1, .seconds(60)), .telescope))
                _ = try await workshop.begin(axis(0, .seconds(1)), .telescope)
                #expect(try await workshop.last("moveaxis").contains("Rate=0.0"))
                #expect(try await workshop.engine.settle(motion).phase == .settled)
            }
        }

        @Test func twoAxesMoveSideBySideAndASlewIsRefusedMeanwhile() async throws {
            try await withMount { workshop in
                let first = try #require(try await workshop.begin(axis(1, .seconds(1)), .telescope))
                let second = try #require(
                    try await workshop.begin(axis(1, .milliseconds(300), .secondary), .telescope))
                await #expect(throws: ServiceError.self) {
                    try await workshop.begin(.slew(.equatorial(rightAscension: 1, declination: 2)), .telescope)
                }
                #expect(try await workshop.engine.settle(first).phase == .settled)
                #expect(try await workshop.engine.settle(second).phase == .settled)
            }
        }

        @Test func aRateThatTheAxisDoesNotHaveIsNotSent() async throws {
            try await withMount { workshop in
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.begin(axis(2, .seconds(1)), .telescope)
                }
                #expect(error?.code == .invalidRequest)
                #expect(error?.message.contains("0.5 to 1.0, 3.0 to 4.0") == true)
                let count = try await workshop.count("moveaxis")
                #expect(count == 0)
            }
        }

        @Test func anAxisIsStoppedWhenTheDeviceIsLetGo() async throws {
            try await withMount { workshop in
                _ = try await workshop.begin(axis(1, .seconds(60)), .telescope)
                await workshop.engine.detach(try workshop.id(.telescope))
                #expect(try await workshop.last("moveaxis").contains("Rate=0.0"))
            }
        }

        @Test func anAxisThatCannotBeToldIsToldAgain() async throws {
            var configuration = EngineFixture.configuration
            configuration.pollTimeout = .milliseconds(500)
            try await WorkshopFixture.with("good", .telescope, configuration: configuration) { workshop in
                _ = try await workshop.finish(.unpark, .telescope)
                let motion = try #require(try await workshop.begin(axis(1, .milliseconds(300)), .telescope))
                await workshop.server.pause()
                try await Task.sleep(for: .seconds(1.5))
                await workshop.server.resume()
                #expect(try await workshop.engine.settle(motion).phase == .settled)
                #expect(try await workshop.last("moveaxis").contains("Rate=0.0"))
            }
        }
    }
}
