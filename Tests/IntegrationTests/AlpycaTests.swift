import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// The simulated devices as the ASCOM Initiative's own Python client sees them.
    @Suite struct AlpycaTests {
        @Test(arguments: AlpacaDeviceType.allCases)
        func alpycaAndTheWireAgreeOnEveryMember(type: AlpacaDeviceType) async throws {
            let simulator = try await SimulatorProcess.started("--speed 20")
            let result = try await Program.run(
                Program.python(), ["-c", AlpycaScript.text, simulator.address, type.rawValue],
                input: try WireJSON.text(JSONValue.array(AlpacaMember.all(of: type).map(Self.described))),
                within: .seconds(300))
            await simulator.stop()
            #expect(result.status == 0, "\(result.error.suffix(3000))")
            let report = try Answer(line: try #require(result.lines.last)).json
            #expect(report["complaints"] == [])
            #expect((report["called"]?.whole ?? 0) >= Int64(AlpacaMember.all(of: type).count))
            let refused = Set(report["refused"]?.elements?.compactMap(\.text) ?? [])
            print("alpyca called \(type) \(report["called"]?.whole ?? 0) times; not implemented: \(refused.sorted())")
            #expect(refused.isSubset(of: Self.optional[type, default: []].union(Self.deprecated)))
        }

        /// A member for the script.
        private static func described(_ member: AlpacaMember) -> JSONValue {
            [
                "name": .string(member.name), "verb": .string(member.verb.rawValue),
                "parameters": .array(
                    member.parameters.map { ["name": .string($0.name), "type": .string("\($0.type)")] }),
                "value": member.value.map { .string("\($0)") } ?? .null,
            ]
        }

        /// What ASCOM says drivers should no longer have.
        private static let deprecated: Set = ["put commandblind", "put commandbool", "put commandstring"]
        /// What the simulated devices leave out, as real ones may.
        private static let optional: [AlpacaDeviceType: Set<String>] = [
            .camera: [
                "bayeroffsetx", "bayeroffsety", "fastreadout", "put fastreadout", "gains", "offsets",
                "subexposureduration", "put subexposureduration",
            ],
            // The mount slews asynchronously only.
            .telescope: [
                "put doesrefraction", "put sideofpier", "put slewtoaltaz", "put slewtocoordinates", "put slewtotarget",
            ],
        ]
    }
}
