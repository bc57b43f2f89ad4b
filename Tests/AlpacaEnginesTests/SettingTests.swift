import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct SettingTests {
        private static let settings: [(AlpacaDeviceType, String, String, AlpacaArgument)] = [
            (.telescope, "trackingrate", "TrackingRate", 1),
            (.telescope, "rightascensionrate", "RightAscensionRate", .double(0.02)),
            (.telescope, "declinationrate", "DeclinationRate", .double(-3)), (.dome, "slaved", "Slaved", true),
            (.focuser, "tempcomp", "TempComp", true), (.rotator, "reverse", "Reverse", true),
        ]

        @Test func aSettingIsReadBack() async throws {
            try await WorkshopFixture.with("good", .telescope, .dome, .focuser, .rotator) { workshop in
                for (type, member, parameter, value) in Self.settings {
                    try await workshop.engine.write(member, [parameter: value], to: try workshop.id(type))
                    #expect(try await workshop.count(member) == 1)
                }
                let rate = try await workshop.engine.value("declinationrate", of: try workshop.id(.telescope))
                #expect(rate.double == -3)
            }
        }

        @Test func aSettingThatWasNotTakenIsAFailure() async throws {
            try await WorkshopFixture.with("deaf", .telescope, .dome, .focuser, .rotator) { workshop in
                for (type, member, parameter, value) in Self.settings {
                    let error = await #expect(throws: ServiceError.self) {
                        try await workshop.engine.write(member, [parameter: value], to: try workshop.id(type))
                    }
                    #expect(error?.code == .unavailable, "\(member)")
                }
            }
        }

        @Test func aSyncThatTheDomeDidNotTakeIsAFailure() async throws {
            try await WorkshopFixture.with("good", .dome) { workshop in
                let dome = try workshop.id(.dome)
                try await workshop.engine.write("synctoazimuth", ["Azimuth": .double(10.5)], to: dome)
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.engine.write("synctoazimuth", ["Azimuth": .double(50)], to: dome)
                }
                #expect(error?.code == .unavailable)
            }
        }

        @Test func whatTheDeviceDeniesOrRefusesIsToldInItsWords() async throws {
            try await WorkshopFixture.with("good", .telescope) { workshop in
                let mount = try workshop.id(.telescope)
                let denied = await #expect(throws: ServiceError.self) {
                    try await workshop.engine.write(
                        "synctocoordinates", ["RightAscension": .double(1), "Declination": .double(2)], to: mount)
                }
                #expect(denied?.code == .invalidState)
                #expect(try await workshop.count("synctocoordinates") == 0)
                let refused = await #expect(throws: ServiceError.self) {
                    try await workshop.engine.write(
                        "synctoaltaz", ["Altitude": .double(1), "Azimuth": .double(2)], to: mount)
                }
                #expect(refused?.code == .invalidRequest)
                #expect(refused?.message.contains("no such place in this sky") == true)
            }
        }

        @Test func whatMovesIsNoSetting() async throws {
            try await WorkshopFixture.with("good", .dome) { workshop in
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.engine.write("openshutter", [:], to: try workshop.id(.dome))
                }
                #expect(error?.code == .invalidRequest)
                let count = try await workshop.count("openshutter")
                #expect(count == 0)
            }
        }

        @Test func whatIsKnownOfADeviceIsReadWhenItIsConnected() async throws {
            try await WorkshopFixture.with(
                "good", .telescope, .focuser, .rotator, .filterWheel, .coverCalibrator, .switch
            ) { workshop in
                func facts(_ type: AlpacaDeviceType) async throws -> DeviceFacts {
                    try #require(try await workshop.engine.device(try workshop.id(type)).facts)
                }
                let mount = try #require(try await facts(.telescope).mount)
                #expect(mount.axes[.primary]?.rates == [0.5...1, 3...4])
                #expect(mount.trackingRates == [.sidereal, .lunar])
                #expect(try await facts(.focuser).focuser?.maxStep == 5000)
                #expect(try await facts(.rotator).rotator?.stepSize == 0.1)
                #expect(try await facts(.filterWheel).filterWheel?.names == ["L", "R", "G"])
                #expect(try await facts(.filterWheel).filterWheel?.focusOffsets == [0, 5, 7])
                #expect(try await facts(.coverCalibrator).cover?.maxBrightness == 100)
                let switches = try #require(try await facts(.switch).switches)
                #expect(switches.map(\.canAsync) == [true, false])
                #expect(switches.first?.maximum == 10)
            }
        }
    }
}
