import Access
import Contracts
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import TelescopeCoordination

@Suite struct TelescopeRowsTests {
    private func make(
        _ name: String, in place: Observatory, by caller: Caller, _ more: [String: JSONValue] = [:]
    ) async throws -> TelescopeConfig {
        let fields: [String: JSONValue] = ["name": .string(name), "mount_type": "equatorial"]
        return try await place.ask(
            "config/create", .object(fields.merging(more) { $1 }), as: ConfigResponse.self, from: caller
        ).config
    }

    @Test func aSiteIsMadeChangedListedAndRemoved() async throws {
        try await Observatory.open { place in
            let made = try await place.ask(
                "site/create",
                ["name": "Hill", "latitude": 48, "longitude": 8, "elevation": 1000, "timezone": "Europe/Berlin"],
                as: SiteResponse.self, from: place.admin)
            #expect(made.site.minimumAltitude == 10)
            let changed = try await place.ask(
                "site/update", ["id": .string(made.id), "elevation": 1200, "description": "high"],
                as: SiteResponse.self,
                from: place.admin)
            #expect(changed.site.elevation == 1200 && changed.site.latitude == 48)
            let cleared = try await place.ask(
                "site/update", ["id": .string(made.id), "description": nil], as: SiteResponse.self, from: place.admin)
            #expect(cleared.site.description == nil && cleared.site.elevation == 1200)
            let sites = try await place.ask("site/list", [:], as: SiteListResponse.self, from: place.admin).sites
            #expect(sites.map(\.name) == ["Default Observatory", "Hill"])
            #expect(
                await place.refusal("site/update", ["id": .string(made.id), "name": nil], from: place.admin)?.code
                    == .invalidRequest)
            #expect(await place.refusal("site/delete", ["id": .string(made.id)], from: place.admin) == nil)
            #expect(await place.refusal("site/get", ["id": .string(made.id)], from: place.admin)?.code == .notFound)
        }
    }

    @Test func aSiteThatCannotBeIsRefused() async throws {
        try await Observatory.open { place in
            let fields: [String: JSONValue] = [
                "name": "Hill", "latitude": 48, "longitude": 8, "elevation": 1000, "timezone": "UTC",
            ]
            for (field, value) in [("latitude", 91), ("timezone", "Mars/Olympus"), ("name", "")]
                as [(String, JSONValue)]
            {
                let error = await place.refusal(
                    "site/create", .object(fields.merging([field: value]) { $1 }), from: place.admin)
                #expect(error?.code == .invalidRequest && error?.message.contains(field) == true, "\(field)")
            }
            #expect(await place.refusal("site/create", .object(fields), from: place.admin) == nil)
            #expect(await place.refusal("site/create", .object(fields), from: place.admin)?.code == .conflict)
        }
    }

    @Test func aTelescopeBelongsToItsMakerAndStandsAtTheDefaultObservatory() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let config = try await make("one", in: place, by: anna)
            #expect(config.ownerID == anna.userID?.text && config.ownerType == .user)
            #expect(config.siteID == "40000000-0000-0000-0000-000000000001")
            #expect(config.visibility == .public && config.enabled)
            let nowhere = try await make("two", in: place, by: anna, ["site_id": nil])
            #expect(nowhere.siteID == nil)
            let again = await place.refusal("config/create", ["name": "one", "mount_type": "altaz"], from: anna)
            #expect(again?.code == .conflict)
            let siteless = await place.refusal(
                "config/create", ["name": "x", "mount_type": "altaz", "site_id": .string(UUID().text)], from: anna)
            #expect(siteless?.code == .notFound)
        }
    }

    @Test func onlyAnAdminMakesATelescopeForAnotherOwner() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let group = try #require(UUID(uuidString: "20000000-0000-0000-0000-000000000002"))
            func request(_ owner: UUID, _ type: String) -> JSONValue {
                ["name": "one", "mount_type": "altaz", "owner_id": .string(owner.text), "owner_type": .string(type)]
            }
            let borisID = try #require(boris.userID)
            #expect(await place.refusal("config/create", request(borisID, "user"), from: anna)?.code == .forbidden)
            #expect(await place.refusal("config/create", request(group, "group"), from: anna)?.code == .forbidden)
            #expect(await place.refusal("config/create", request(UUID(), "user"), from: place.admin)?.code == .notFound)
            #expect(
                await place.refusal("config/create", request(borisID, "group"), from: place.admin)?.code == .notFound)
            #expect(await place.refusal("config/create", request(group, "group"), from: place.admin) == nil)
            #expect(await place.refusal("config/create", request(borisID, "user"), from: place.admin) == nil)
        }
    }

    @Test func aPrivateTelescopeIsNotFoundAndInNobodysListUntilItIsShared() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let config = try await make("one", in: place, by: anna, ["visibility": "private"])
            let id: JSONValue = ["id": .string(config.id)]
            func seen(by caller: Caller) async throws -> [String] {
                try await place.ask("config/list", [:], as: ConfigListResponse.self, from: caller).configs.map(\.name)
            }
            for route in ["config/get", "config/update", "config/delete"] {
                #expect(await place.refusal(route, id, from: boris)?.code == .notFound, "\(route)")
            }
            #expect(try await seen(by: boris).isEmpty)
            #expect(try await seen(by: anna) == ["one"])
            let shared = try await place.ask(
                "config/share",
                ["id": .string(config.id), "principal_id": .string(olga.userID?.text ?? ""), "permission": "control"],
                as: ConfigSharesResponse.self, from: anna)
            #expect(shared.shares.map(\.permission) == [.control])
            #expect(try await seen(by: olga) == ["one"])
            #expect(await place.refusal("config/update", id, from: olga)?.code == .forbidden)
            #expect(await place.refusal("session/start", ["telescope_id": .string(config.id)], from: olga) == nil)
            let unshared = try await place.ask(
                "config/unshare", ["id": .string(config.id), "principal_id": .string(olga.userID?.text ?? "")],
                as: ConfigSharesResponse.self, from: anna)
            #expect(unshared.shares.isEmpty)
            #expect(await place.refusal("config/get", id, from: olga)?.code == .notFound)
        }
    }

    @Test func sharingWithNobodyOrUntilThePastIsRefused() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let config = try await make("one", in: place, by: anna)
            func request(_ principal: String, _ end: String? = nil) -> JSONValue {
                [
                    "id": .string(config.id), "principal_id": .string(principal), "permission": "read",
                    "expires_at": end.map { .string($0) } ?? .null,
                ]
            }
            #expect(await place.refusal("config/share", request(UUID().text), from: anna)?.code == .notFound)
            let borisID = try #require(boris.userID?.text)
            #expect(
                await place.refusal("config/share", request(borisID, "2020-01-01T00:00:00Z"), from: anna)?.code
                    == .invalidRequest)
            #expect(await place.refusal("config/share", request(borisID), from: boris)?.code == .forbidden)
            #expect(
                await place.refusal(
                    "config/unshare", ["id": .string(config.id), "principal_id": .string(borisID)], from: anna)?.code
                    == .notFound)
        }
    }

    @Test func anUpdateChangesOnlyWhatItNames() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let config = try await make(
                "one", in: place, by: anna, ["description": "words", "settings": ["focal_length": 800]])
            let changed = try await place.ask(
                "config/update", ["id": .string(config.id), "name": "two", "site_id": nil], as: ConfigResponse.self,
                from: anna
            ).config
            #expect(changed.name == "two" && changed.siteID == nil)
            #expect(changed.description == "words" && changed.settings == ["focal_length": 800])
            #expect(
                await place.refusal(
                    "config/update", ["id": .string(config.id), "enabled": nil], from: anna)?.code == .invalidRequest)
        }
    }

    @Test func listsComeInPages() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            for name in ["c", "a", "e", "b", "d"] { _ = try await make(name, in: place, by: anna) }
            var names: [String] = []
            var cursor: PageCursor?
            repeat {
                var request: [String: JSONValue] = ["limit": 2]
                request["cursor"] = try cursor.map { .string(try textOf($0)) }
                let page = try await place.ask(
                    "config/list", .object(request), as: ConfigListResponse.self, from: anna)
                names += page.configs.map(\.name)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(names == ["a", "b", "c", "d", "e"])
        }
    }

    private func textOf(_ cursor: PageCursor) throws -> String {
        try WireJSON.decode(String.self, from: WireJSON.encode(cursor))
    }

    @Test func oneSessionAtATimeAndTheRefusalNamesTheHolder() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            let config = try await make("one", in: place, by: anna)
            let telescope: JSONValue = ["telescope_id": .string(config.id)]
            let session = try await place.ask("session/start", telescope, as: SessionResponse.self, from: boris)
            let second = await place.refusal("session/start", telescope, from: anna)
            #expect(second?.code == .conflict && second?.details["holder"] == "boris")
            #expect(await place.refusal("config/delete", ["id": .string(config.id)], from: anna)?.code == .conflict)
            let held = await place.refusal(
                "control/track", ["telescope_id": .string(config.id), "tracking": true], from: anna)
            #expect(held?.code == .conflict && held?.details["holder"] == "boris")
            let named: JSONValue = ["session_id": .string(session.sessionID)]
            #expect(await place.refusal("session/end", named, from: olga)?.code == .forbidden)
            #expect(await place.refusal("session/end", named, from: boris) == nil)
            #expect(await place.refusal("session/end", named, from: boris)?.code == .invalidState)
            #expect(await place.refusal("session/start", telescope, from: anna) == nil)
            #expect(await place.refusal("session/start", telescope, from: olga)?.code == .forbidden)
            let own = try await place.ask("session/list", [:], as: SessionListResponse.self, from: olga)
            #expect(own.sessions.isEmpty)
            let all = try await place.ask("session/list", telescope, as: SessionListResponse.self, from: anna)
            #expect(all.sessions.map(\.username) == ["anna", "boris"])
        }
    }

    @Test func sessionsLeftByACrashAreClosedAsErrors() async throws {
        let database = try await PostgresServer.shared().database()
        let left = UUID()
        try await Observatory.lay(database)
        try await Observatory.run(on: database) { place in
            let config = try await make("one", in: place, by: place.admin)
            let user = try #require(place.admin.userID?.text)
            try await place.database.psql(
                "insert into telescope_sessions (id, telescope_id, user_id) values ('\(left.text)', '\(config.id)', '\(user)')"
            )
        }
        try await Observatory.run(on: database) { place in
            let session = try await place.ask(
                "session/get", ["session_id": .string(left.text)], as: SessionResponse.self, from: place.admin
            ).session
            #expect(session.status == .error && session.endedAt != nil)
        }
    }
}
