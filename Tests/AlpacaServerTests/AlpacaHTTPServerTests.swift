import Alpaca
import AlpacaServer
import FoundationEssentials
import Kernel
import NIOCore
import Testing

@Suite struct AlpacaHTTPServerTests {
    @Test func devicesAreNumberedByPositionAmongTheirType() async throws {
        let devices = [
            TableDevice(.focuser, name: "a"), TableDevice(.telescope, name: "b"), TableDevice(.focuser, name: "c"),
        ]
        let list = try await ServerFixture.run(devices) { try await $0.get("/management/v1/configureddevices").value }
        let entries = AlpacaConfiguredDevice.list(list ?? .null)
        #expect(
            entries.map { "\($0.type) \($0.number) \($0.name)" } == ["focuser 0 a", "telescope 0 b", "focuser 1 c"])
        #expect(entries.map(\.uniqueID) == devices.map(\.uniqueID))
        #expect(list?.elements?.first?["DeviceType"] == "Focuser")
    }

    @Test func aDeviceGetsArgumentsOfTheirTypes() async throws {
        let device = TableDevice(.telescope)
        try await ServerFixture.run([device]) { server in
            _ = try await server.put(
                "/api/v1/telescope/0/slewtocoordinatesasync", "Declination=-12.5e0&ClientID=9&RightAscension=5")
            _ = try await server.put("/api/v1/telescope/0/utcdate", "UTCDate=2026-01-02T03%3A04%3A05.1234567")
            _ = try await server.put("/api/v1/telescope/0/action", "Action=a%20b+c&Parameters=")
        }
        #expect(device.asked[0].arguments == ["RightAscension": .double(5), "Declination": .double(-12.5)])
        #expect(device.asked[0].clientID == 9)
        #expect(device.asked[1].arguments == ["UTCDate": "2026-01-02T03:04:05.1234567Z"])
        #expect(device.asked[2].arguments == ["Action": "a b c", "Parameters": ""])
    }

    @Test func aParameterGivenTwiceIsRefused() async throws {
        let device = TableDevice(.focuser)
        try await ServerFixture.run([device]) { server in
            let reply = try await server.put("/api/v1/focuser/0/move", "Position=1&Position=2")
            #expect(reply.status == 400)
        }
        #expect(device.asked.isEmpty)
    }

    @Test func aFaultIsAnAnswerWithItsNumber() async throws {
        let device = TableDevice(.dome, answers: ["park": .fault(AlpacaFault(.notImplemented, "no \"park\""))])
        try await ServerFixture.run([device]) { server in
            let reply = try await server.put("/api/v1/dome/0/park", "ClientTransactionID=3")
            #expect(reply.status == 200)
            #expect(reply.json?["ErrorNumber"] == 1024)
            #expect(reply.json?["ErrorMessage"] == "no \"park\"")
            #expect(reply.json?["ClientTransactionID"] == 3)
            #expect(reply.value == nil)
        }
    }

    @Test(arguments: [
        ("altitude", AlpacaOutput.value(.number(.nan))), ("altitude", .value(.number(.infinity))),
        ("altitude", .value("5")), ("altitude", .none), ("park", .value(1)), ("alignmentmode", .value(1.5)),
        ("trackingrates", .value([1, "2"])), ("axisrates?Axis=0", .value([["Maximum": .number(.nan)]])),
    ])
    func aWrongValueIsTheServersFailure(member: String, output: AlpacaOutput) async throws {
        let name = String(member.prefix { $0 != "?" })
        let device = TableDevice(.telescope, answers: [name: .output(output)])
        try await ServerFixture.run([device]) { server in
            let path = "/api/v1/telescope/0/\(member)"
            let reply = try await name == "park" ? server.put(path, "") : server.get(path)
            #expect(reply.status == 500)
            #expect(reply.type.hasPrefix("text/plain"))
        }
    }

    @Test func whatADeviceDoesNotKnowIsLeftOutOfItsState() async throws {
        let state: JSONValue = [
            ["Name": "Altitude", "Value": .number(.nan)], ["Name": "Azimuth", "Value": 12],
            ["Name": "AtPark", "Value": nil],
        ]
        let device = TableDevice(.telescope, answers: ["devicestate": .output(.value(state))])
        let value = try await ServerFixture.run([device]) { try await $0.get("/api/v1/telescope/0/devicestate").value }
        #expect(value == [["Name": "Azimuth", "Value": 12]])
    }

    @Test func aWholeNumberIsWrittenAsTheMembersType() async throws {
        let device = TableDevice(
            .telescope, answers: ["altitude": .output(.value(5)), "alignmentmode": .output(.value(2.0))])
        try await ServerFixture.run([device]) { server in
            let altitude = try await server.get("/api/v1/telescope/0/altitude").text
            #expect(altitude.contains("\"Value\":5.0,"))
            let mode = try await server.get("/api/v1/telescope/0/alignmentmode").text
            #expect(mode.contains("\"Value\":2,"))
        }
    }

    @Test func aSlowDeviceHoldsNobodyUp() async throws {
        let slow = TableDevice(.camera, answers: ["name": .slow(.seconds(600))])
        try await ServerFixture.run([slow, TableDevice(.focuser)]) { server in
            await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask { _ = try await server.get("/api/v1/camera/0/name", limit: .minutes(5)) }
                }
                for _ in 0..<20 {
                    #expect((try? await server.get("/api/v1/focuser/0/position").status) == 200)
                    #expect((try? await server.get("/api/v1/camera/0/binx").status) == 200)
                }
                group.cancelAll()
            }
        }
    }

    @Test func aPictureIsSentInTheFormThatTheClientTakes() async throws {
        let image = try #require(AlpacaImage(width: 3, height: 2, samples: .uint16([1, 2, 3, 4, 5, 600])))
        try await ServerFixture.run([TableDevice(.camera)]) { server in
            let path = "/api/v1/camera/0/imagearray?ClientTransactionID=5"
            let binary = try await server.get(path, headers: [("Accept", "application/json, application/ImageBytes")])
            #expect(binary.type == "application/imagebytes")
            #expect(try ImageBytes.decode(binary.body) == image)
            let text = try await server.get(path)
            #expect(text.type == "application/json")
            #expect(try AlpacaImage(json: text.body) == image)
            #expect(text.json?["ClientTransactionID"] == 5)
        }
    }

    @Test func aLargePictureIsSentInPieces() async throws {
        let samples = (0..<600_000).map { UInt16(truncatingIfNeeded: $0 &* 7919) }
        let image = try #require(AlpacaImage(width: 400, height: 500, planes: 3, samples: .uint16(samples)))
        let camera = TableDevice(.camera, answers: ["imagearray": .output(.image(image))])
        try await ServerFixture.run([camera]) { server in
            let body = try await server.get("/api/v1/camera/0/imagearray").body
            #expect(try AlpacaImage(json: body) == image)
        }
    }

    @Test func anErrorInPlaceOfAPictureComesInTheFormOfThePicture() async throws {
        let fault = AlpacaFault(.invalidOperation, "there is no picture")
        let camera = TableDevice(.camera, answers: ["imagearray": .fault(fault)])
        try await ServerFixture.run([camera]) { server in
            let path = "/api/v1/camera/0/imagearray"
            let binary = try await server.get(path, headers: [("Accept", "application/imagebytes")])
            #expect(throws: AlpacaResponseError.failure(fault.number, fault.message)) {
                try ImageBytes.decode(binary.body)
            }
            #expect(try await server.get(path).json?["ErrorNumber"] == 1035)
        }
    }

    @Test func aBodyThatIsTooLargeIsRefused() async throws {
        var configuration = AlpacaServerConfiguration(port: 0)
        configuration.largestBody = 1000
        let device = TableDevice(.focuser)
        try await ServerFixture.run([device], configuration) { server in
            let form = "Position=1&Extra=" + String(repeating: "x", count: 2000)
            let refused = try await server.put("/api/v1/focuser/0/move", form)
            #expect(refused.status == 413)
            let taken = try await server.put("/api/v1/focuser/0/move", "Position=1")
            #expect(taken.status == 200)
        }
        #expect(device.asked.count == 1)
    }

    @Test func serverTransactionsCountUp() async throws {
        let numbers = try await ServerFixture.run([TableDevice(.focuser)]) { server in
            var numbers: [Int64] = []
            for _ in 0..<3 {
                numbers.append(try await server.get("/api/v1/focuser/0/name").json?["ServerTransactionID"]?.whole ?? 0)
            }
            return numbers
        }
        #expect(numbers == [1, 2, 3])
    }
}
