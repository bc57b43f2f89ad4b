import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Promises 7 to 9 of 3-protocol, and the table of aliases.
    @Suite struct FieldTests {
        @Test func aPartialUpdateChangesWhatItNamesAndNullClears() async throws {
            let admin = try await SharedNode.administrator()
            let name = "partial " + Identifier.hex(8)
            let created = try await admin.call(
                "telescope/site/create",
                [
                    "name": .string(name), "latitude": 47.5, "longitude": 8.5, "elevation": 500,
                    "timezone": "Europe/Zurich", "description": "on a hill",
                ])
            let id: JSONValue = try .string(created.text("id"))
            _ = try await admin.call("telescope/site/update", ["id": id, "elevation": 510]).value()
            let changed = try await admin.call("telescope/site/get", ["id": id])
            #expect(changed["site"]?["elevation"]?.double == 510)
            #expect(changed["site"]?["name"] == .string(name))
            #expect(changed["site"]?["latitude"]?.double == 47.5)
            #expect(changed["site"]?["description"] == "on a hill")
            _ = try await admin.call("telescope/site/update", ["id": id, "description": nil]).value()
            let cleared = try await admin.call("telescope/site/get", ["id": id])
            #expect(cleared["site"]?["description"] == JSONValue.null)
            #expect(cleared["site"]?["elevation"]?.double == 510)
            let refused = try await admin.call("telescope/site/update", ["id": id, "name": nil])
            #expect(refused.code == "invalid_request")
        }

        @Test func aListGoesOnWhereItsCursorSays() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let owner = try await admin.colleague(roles: ["operator"], on: node)
            var made: Set<String> = []
            for _ in 0..<5 {
                made.insert(
                    try await admin.makeTelescope(["owner_id": .string(owner.id), "visibility": "private"]))
            }
            let whole = try await owner.caller.call("telescope/config/list", ["limit": 1000])
            let expected = whole["configs"]?.elements?.compactMap { $0["id"]?.text } ?? []
            #expect(made.isSubset(of: Set(expected)))
            var seen: [String] = []
            var cursor: JSONValue?
            repeat {
                var request: [String: JSONValue] = ["limit": 2]
                request["cursor"] = cursor
                let page = try await owner.caller.call("telescope/config/list", .object(request)).value()
                let ids = page["configs"]?.elements?.compactMap { $0["id"]?.text } ?? []
                #expect(ids.count <= 2)
                seen += ids
                cursor = page["next_cursor"].flatMap { $0.text == nil ? nil : $0 }
            } while cursor != nil && seen.count <= expected.count
            #expect(seen == expected)
        }

        @Test(arguments: [JSONValue.integer(0), .integer(1001), .string("many")])
        func aListTakesOneToAThousand(limit: JSONValue) async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call("telescope/config/list", ["limit": limit])
            #expect(answer.code == "invalid_request")
            #expect(answer.error.contains("limit"))
        }

        @Test func aListShowsOnlyWhatTheCallerMaySee() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let hidden = try await admin.makeTelescope(["visibility": "private"])
            let open = try await admin.makeTelescope(["visibility": "public"])
            let observer = try await admin.colleague(roles: ["observer"], on: node).caller
            let list = try await observer.call("telescope/config/list", ["limit": 1000])
            let ids = Set(list["configs"]?.elements?.compactMap { $0["id"]?.text } ?? [])
            #expect(ids.contains(open))
            #expect(!ids.contains(hidden))
        }

        @Test(arguments: [
            ("right_ascension", JSONValue.integer(24)), ("right_ascension", -0.001), ("declination", 90.001),
            ("declination", -91), ("right_ascension", "five"), ("declination", 1e300),
        ])
        func aSlewOutsideTheSkyNamesTheField(field: String, value: JSONValue) async throws {
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            var slew: [String: JSONValue] = [
                "telescope_id": .string(telescope), "right_ascension": 1, "declination": 1,
            ]
            slew[field] = value
            let answer = try await admin.call("telescope/control/slew", .object(slew))
            #expect(answer.code == "invalid_request")
            #expect(answer.error.contains(field), "\(answer.error)")
        }

        @Test(arguments: [
            ("altitude", JSONValue.number(90.5)), ("altitude", -91), ("azimuth", 360), ("azimuth", -1),
        ])
        func aSlewOutsideTheHorizonNamesTheField(field: String, value: JSONValue) async throws {
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            var slew: [String: JSONValue] = ["telescope_id": .string(telescope), "altitude": 45, "azimuth": 100]
            slew[field] = value
            let answer = try await admin.call("telescope/control/slew", .object(slew))
            #expect(answer.code == "invalid_request")
            #expect(answer.error.contains(field), "\(answer.error)")
        }

        @Test(arguments: [
            ("latitude", JSONValue.integer(91)), ("longitude", 181), ("longitude", -180.5),
            ("timezone", "Mars/Olympus"),
        ])
        func aSiteOffTheEarthNamesTheField(field: String, value: JSONValue) async throws {
            let admin = try await SharedNode.administrator()
            var site: [String: JSONValue] = [
                "name": .string("off " + Identifier.hex(8)), "latitude": 1, "longitude": 1, "elevation": 1,
                "timezone": "UTC",
            ]
            site[field] = value
            let answer = try await admin.call("telescope/site/create", .object(site))
            #expect(answer.code == "invalid_request")
            #expect(answer.error.contains(field), "\(answer.error)")
        }

        @Test func theAliasesOfFieldsMeanTheSame() async throws {
            let admin = try await SharedNode.administrator()
            let created = try await admin.call(
                "telescope/config/create", ["name": .string("alias " + Identifier.hex(8)), "mount_type": "altazimuth"])
            let id: JSONValue = try .string(created.text("id"))
            #expect(created["config"]?["mount_type"] == "altaz")
            #expect(try await admin.call("telescope/config/get", ["config_id": id])["config"]?["id"] == id)
            #expect(try await admin.call("telescope/config/get", ["telescope_id": id])["config"]?["id"] == id)
            for name in ["device_id", "config_id"] {
                let status = try await admin.call("telescope/status/get", .object([name: id]))
                #expect(status["telescope_id"] == id)
            }
            let session = try await admin.call(
                "telescope/session/start", ["config_id": id, "session_name": "maintenance"])
            let named: JSONValue = try .string(session.text("session_id"))
            let got = try await admin.call("telescope/session/get", ["id": named])
            #expect(got["session"]?["session_type"] == "maintenance", "\(got.json)")
            #expect(try await admin.call("telescope/session/end", ["session_id": named]).succeeded)
        }

        @Test func trackTakesEnabledForTracking() async throws {
            try await withSimulators { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope()
                _ = try await admin.attachMount(telescope, at: simulators.url)
                let id: JSONValue = .string(telescope)
                _ = try await admin.call("telescope/control/unpark", ["telescope_id": id]).value()
                let track = try await admin.call("telescope/control/track", ["config_id": id, "enabled": true])
                #expect(track["tracking"] == true, "\(track.error)")
            }
        }

        @Test func theRealFieldWinsOverItsAlias() async throws {
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            let answer = try await admin.call(
                "telescope/status/get", ["telescope_id": .string(telescope), "device_id": .string(UUID().text)])
            #expect(answer["telescope_id"] == .string(telescope))
        }
    }
}
