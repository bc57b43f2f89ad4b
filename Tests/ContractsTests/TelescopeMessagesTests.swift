import Contracts
import FoundationEssentials
import Kernel
import Testing

@Suite struct TelescopeMessagesTests {
    private let id = "6f0c1a52-0000-4000-8000-000000000001"

    private func decode<Request: Decodable>(_ type: Request.Type, _ text: String) throws -> Request {
        try WireJSON.decode(type, from: Data(text.utf8))
    }

    private func slew(_ fields: String) throws -> SlewRequest {
        try decode(SlewRequest.self, "{\"telescope_id\":\"\(id)\",\(fields)}")
    }

    @Test func coordinatesWithoutAnEquinoxAreICRS() throws {
        let target = try slew("\"right_ascension\":5.5,\"declination\":-10").target()
        #expect(
            target
                == .equatorial(
                    try RightAscension(5.5, field: ""), try Declination(-10, field: ""), .j2000))
    }

    @Test(arguments: [
        "\"wait\":true", "\"right_ascension\":5.5", "\"declination\":5.5", "\"altitude\":45",
        "\"right_ascension\":5.5,\"declination\":1,\"altitude\":45,\"azimuth\":1",
        "\"right_ascension\":5.5,\"azimuth\":1", "\"altitude\":45,\"azimuth\":1,\"equinox\":\"date\"",
    ])
    func aTargetThatIsNoneOrTwoIsRefused(fields: String) throws {
        let request = try slew(fields)
        let error = #expect(throws: ServiceError.self) { try request.target() }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aWordOutsideItsListIsRefusedWithTheList() {
        do {
            _ = try slew("\"right_ascension\":1,\"declination\":1,\"equinox\":\"b1950\"")
            Issue.record("taken")
        } catch DecodingError.dataCorrupted(let context) {
            #expect(context.debugDescription == "must be one of j2000, date")
            #expect(context.codingPath.map(\.stringValue) == ["equinox"])
        } catch {
            Issue.record(error)
        }
    }

    @Test func altazimuthIsAnotherSpellingOfAltaz() throws {
        let request = try decode(ConfigCreateRequest.self, #"{"name":"a","mount_type":"altazimuth"}"#)
        #expect(request.mountType == .altaz)
        #expect(request.siteID == .keep)
    }

    @Test func aSiteThatIsNullIsNotAnAbsentOne() throws {
        let request = try decode(ConfigCreateRequest.self, #"{"name":"a","mount_type":"altaz","site_id":null}"#)
        #expect(request.siteID == .clear)
    }

    @Test(arguments: ["", " a", "a ", "a\\nb", "a\\u0000"])
    func aNameThatIsNoLabelIsRefused(name: String) {
        #expect(throws: DecodingError.self) {
            try decode(ConfigCreateRequest.self, "{\"name\":\"\(name)\",\"mount_type\":\"altaz\"}")
        }
    }

    @Test(arguments: [
        #"{"note":"\u202e"}"#, #"{"\u0007":1}"#, "{\"note\":\"" + String(repeating: "x", count: 16_384) + "\"}",
    ])
    func settingsThatNobodyCouldReadNameTheField(settings: String) {
        let text = "{\"id\":\"\(id)\",\"name\":\"a\",\"mount_type\":\"altaz\",\"settings\":\(settings)}"
        func complaint<Request: Decodable>(_ type: Request.Type) -> String {
            do {
                _ = try decode(type, text)
                return "none"
            } catch DecodingError.dataCorrupted(let context) {
                return context.codingPath.map(\.stringValue).joined(separator: ".")
            } catch {
                return "\(error)"
            }
        }
        #expect(complaint(ConfigCreateRequest.self) == "settings")
        #expect(complaint(ConfigUpdateRequest.self) == "settings")
    }

    @Test(arguments: ["latitude", "longitude", "elevation"])
    func aSiteOffTheEarthNamesTheField(field: String) {
        var fields = ["latitude": 10.0, "longitude": 20, "elevation": 30]
        fields[field] = 10_001
        let numbers = fields.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        do {
            _ = try decode(SiteCreateRequest.self, "{\"name\":\"a\",\"timezone\":\"UTC\",\(numbers)}")
            Issue.record("taken")
        } catch DecodingError.dataCorrupted(let context) {
            #expect(context.codingPath.map(\.stringValue) == [field])
            #expect(context.debugDescription.hasPrefix("must be"))
        } catch {
            Issue.record(error)
        }
    }

    @Test func whatIsNotKnownOfAMountIsWrittenAsNull() throws {
        let text = try WireJSON.text(MountStatus(connected: false))
        let value = try WireJSON.decode(JSONValue.self, from: Data(text.utf8))
        let members = try #require(value.members)
        #expect(members["connected"] == false)
        #expect(members["right_ascension"] == .null)
        #expect(members["age_ms"] == .null)
        #expect(members.count == 15)
        #expect(try WireJSON.decode(MountStatus.self, from: Data(text.utf8)) == MountStatus(connected: false))
    }

    @Test(arguments: ["0", "1001", "-1", "1.5"])
    func aPageHasOneToAThousandItems(limit: String) {
        #expect(throws: DecodingError.self) { try decode(ConfigListRequest.self, "{\"limit\":\(limit)}") }
    }

    @Test func aCursorComesBackAsItWas() throws {
        let cursor = PageCursor(["Ärger \"1\"", id])
        #expect(try WireJSON.decode(PageCursor.self, from: WireJSON.encode(cursor)) == cursor)
        #expect(throws: DecodingError.self) { try decode(ConfigListRequest.self, #"{"cursor":"nonsense"}"#) }
    }

    @Test(arguments: [TelescopeAction.read, .control, .write])
    func writeIncludesControlAndControlIncludesRead(action: TelescopeAction) {
        #expect(action >= .read)
        #expect(action <= .write)
        #expect(TelescopeAction.read < .control && TelescopeAction.control < .write)
    }

    @Test(arguments: ["UTC", "America/Los_Angeles", "Etc/GMT+3"])
    func namesOfTimeZonesAreTaken(name: String) {
        #expect(TimeZoneLimits.allows(name))
    }

    @Test(arguments: ["", "1", "Europe/Ber lin", "'; drop"])
    func otherTextIsNoNameOfATimeZone(name: String) {
        #expect(!TimeZoneLimits.allows(name))
    }
}
