import Contracts
import FoundationEssentials
import Kernel
import Testing

@Suite struct DeviceMessagesTests {
    private let id = "6f0c1a52-0000-4000-8000-000000000001"

    private func decode<Request: Decodable>(_ type: Request.Type, _ fields: String) throws -> Request {
        let separator = fields.isEmpty ? "" : ","
        return try WireJSON.decode(type, from: Data("{\"telescope_id\":\"\(id)\"\(separator)\(fields)}".utf8))
    }

    private func fault<Request: Decodable>(_ type: Request.Type, _ fields: String) -> String? {
        do {
            _ = try decode(type, fields)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.codingPath.map(\.stringValue).joined(separator: ".")
        } catch DecodingError.keyNotFound(let key, _) {
            return key.stringValue
        } catch DecodingError.typeMismatch(_, let context) {
            return context.codingPath.map(\.stringValue).joined(separator: ".")
        } catch {
            return "\(error)"
        }
    }

    @Test func anOrderReadsTheDeviceAndItsValuesFromOneObject() throws {
        let order = try decode(
            DeviceOrder<RotatorTarget>.self, "\"device_id\":\"\(id)\",\"position\":12.5,\"wait\":true")
        #expect(order.telescopeID.text == id && order.deviceID?.text == id && order.wait == true)
        #expect(order.values.position.value == 12.5 && order.replace == nil && order.takeOver == nil)
        #expect(try decode(DeviceCommand.self, "").deviceID == nil)
    }

    @Test(arguments: [
        ("\"position\":-1", "position"), ("\"position\":1.5", "position"), ("\"position\":2147483648", "position"),
        ("", "position"), ("\"position\":\"far\"", "position"),
    ])
    func aFocuserTakesWholeStepsFromZero(fields: String, field: String) {
        #expect(fault(DeviceOrder<FocuserTarget>.self, fields) == field)
    }

    @Test(arguments: ["360", "-0.1", "1e999", "\"NaN\"", "null"])
    func aRotatorTakesDegreesOfOneCircle(angle: String) {
        #expect(fault(DeviceOrder<RotatorTarget>.self, "\"position\":\(angle)") != nil)
    }

    @Test(arguments: ["\"azimuth\":360", "\"altitude\":-1", "\"altitude\":91"])
    func aDomeTurnsInsideItsCircleAndOpensAboveTheHorizon(fields: String) {
        #expect(fault(DeviceOrder<DomeTarget>.self, fields) != nil)
    }

    @Test func aFilterIsAPositionOrAName() throws {
        #expect(try decode(DeviceOrder<FilterChoice>.self, "\"filter\":2").values.filter == .index(2))
        #expect(try decode(DeviceOrder<FilterChoice>.self, "\"filter\":\"Ha\"").values.filter == .name("Ha"))
        for wrong in ["-1", "1.5", "true", "[]", "null"] {
            #expect(fault(DeviceOrder<FilterChoice>.self, "\"filter\":\(wrong)") != nil, "\(wrong)")
        }
    }

    @Test(arguments: [
        ("\"duration\":-1", "duration"), ("\"duration\":86401", "duration"), ("\"duration\":\"NaN\"", "duration"),
        ("", "duration"), ("\"duration\":1,\"bin\":0", "bin"), ("\"duration\":1,\"bin\":{\"x\":0}", "bin.x"),
        ("\"duration\":1,\"region\":{\"x\":0,\"y\":0,\"width\":0,\"height\":1}", "region.width"),
        ("\"duration\":1,\"region\":{\"x\":-1,\"y\":0,\"width\":1,\"height\":1}", "region.x"),
        ("\"duration\":1,\"gain\":2147483648", "gain"), ("\"duration\":1,\"object\":\"\"", "object"),
        ("\"duration\":1,\"image_type\":\"skyflat\"", "image_type"),
    ])
    func anExposureThatCannotBeNamesTheField(fields: String, field: String) {
        #expect(fault(DeviceOrder<ExposureValues>.self, fields) == field)
    }

    @Test func aBinningIsOneNumberOrTwo() throws {
        let one = try decode(DeviceOrder<ExposureValues>.self, "\"duration\":1,\"bin\":2").values.bin
        let two = try decode(DeviceOrder<ExposureValues>.self, "\"duration\":1,\"bin\":{\"x\":2,\"y\":3}").values.bin
        #expect(one?.x.value == 2 && one?.y.value == 2 && two?.x.value == 2 && two?.y.value == 3)
    }

    @Test func aRegionTakesBothNamesOfItsCorner() throws {
        let values = try [
            "\"x\":1,\"y\":2", "\"start_x\":1,\"start_y\":2",
        ].map {
            try decode(
                DeviceOrder<ExposureValues>.self, "\"duration\":1,\"region\":{\($0),\"width\":3,\"height\":4}"
            ).values.region
        }
        #expect(values[0] == values[1] && values[0]?.startX.value == 1 && values[0]?.startY.value == 2)
    }

    @Test(arguments: [
        ("\"duration\":1", ImageKind.light), ("\"duration\":1,\"light\":false", .dark),
        ("\"duration\":0,\"light\":false", .bias), ("\"duration\":1,\"image_type\":\"flat\"", .flat),
        ("\"duration\":1,\"light\":true,\"image_type\":\"flat\"", .flat),
    ])
    func theKindOfAPictureIsNamedOrTold(fields: String, kind: ImageKind) throws {
        #expect(try decode(DeviceOrder<ExposureValues>.self, fields).values.imageKind() == kind)
    }

    @Test func aDarkWithAnOpenShutterIsRefused() throws {
        let values = try decode(
            DeviceOrder<ExposureValues>.self, "\"duration\":1,\"light\":true,\"image_type\":\"dark\""
        ).values
        let error = #expect(throws: ServiceError.self) { try values.imageKind() }
        #expect(error?.code == .invalidRequest && error?.details["field"] == "light")
    }

    @Test func aReportIsOneObject() throws {
        let report = DeviceReport(telescopeID: "t", deviceID: "d", values: ["gain": 5, "offset": .null])
        let value = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(report))
        #expect(value == ["telescope_id": "t", "device_id": "d", "gain": 5, "offset": nil])
        #expect(try WireJSON.decode(DeviceReport.self, from: WireJSON.encode(report)) == report)
    }

    @Test func whatIsNotKnownOfAnExposureIsNull() throws {
        let info = ExposureInfo(
            exposureID: id, telescopeID: id, deviceID: nil, sessionID: nil, userID: nil, state: .requested,
            requestedAt: Date(timeIntervalSince1970: 0), duration: 1, kind: .light, filter: nil, object: nil)
        let value = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(info))
        for field in ["file", "preview", "sha256", "size", "percent", "started_at", "filter", "session_id"] {
            #expect(value[field] == .null, "\(field)")
        }
    }
}
