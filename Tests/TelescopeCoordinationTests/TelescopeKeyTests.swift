import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

/// An API key may do what its scopes name, whatever right its owner has it by.
@Suite struct TelescopeKeyTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let owner = UUID()
    private let group = UUID()
    private let id = UUID()

    private func key(_ actions: TelescopeAction...) -> KeyBound {
        KeyBound(
            APIKey(id: UUID(), name: "k", scopes: Set(actions.map { Permission("telescope", $0.rawValue) })))
    }

    /// Every right to a telescope that is no permission.
    private var rights: [CallerRights] {
        [
            CallerRights(userID: owner), CallerRights(userID: UUID(), isAdmin: true),
            CallerRights(userID: UUID(), groups: [group]),
            CallerRights(userID: owner, held: [.read, .control, .write]),
        ]
    }

    private func most(_ rights: CallerRights, _ key: KeyBound) -> TelescopeAction? {
        var rights = rights
        rights.key = key
        let isOwner = rights.userID == owner || rights.isAdmin
        let access = TelescopeAccess(entries: [
            id: .init(
                name: "one", owner: TelescopePrincipal(id: isOwner ? owner : UUID(), type: .user),
                visibility: .private, isEnabled: true,
                grants: [
                    .init(
                        principal: TelescopePrincipal(id: group, type: .group), action: .write, expiresAt: nil)
                ])
        ])
        return access.most(rights, on: id, at: now)
    }

    @Test func ownershipGrantsAndTheRoleAdminAreBoundByTheScopes() {
        for rights in rights {
            #expect(most(rights, key(.read)) == .read)
            #expect(most(rights, key(.control)) == .control)
            #expect(most(rights, key(.write, .read)) == .write)
            #expect(most(rights, key()) == nil)
        }
    }

    @Test func aScopeAddsNothingToAGrant() {
        let access = TelescopeAccess(entries: [
            id: .init(
                name: "one", owner: TelescopePrincipal(id: UUID(), type: .user), visibility: .private, isEnabled: true,
                grants: [.init(principal: TelescopePrincipal(id: owner, type: .user), action: .read, expiresAt: nil)])
        ])
        #expect(access.most(CallerRights(userID: owner, key: key(.write)), on: id, at: now) == .read)
    }

    private static func asking(_ caller: Caller, by scopes: String...) -> Caller {
        let names = scopes.map { $0.split(separator: ":").map(String.init) }
        return Caller(
            principal: caller.principal, name: caller.name, door: caller.door,
            apiKey: APIKey(id: UUID(), name: "k", scopes: Set(names.map { Permission($0[0], $0[1]) })))
    }

    @Test func anAdministratorsKeyForReadingReadsAndDoesNothingElse() async throws {
        try await Observatory.open { place in
            let id = try await place.telescope(of: place.admin, "private")
            let session = try await place.ask(
                "session/start", ["telescope_id": id], as: SessionResponse.self, from: place.admin)
            let key = Self.asking(place.admin, by: "telescope:read", "user:write")
            for route in ["config/get", "status/get", "event/subscribe", "device/list"] {
                let refusal = await place.refusal(
                    route, ["id": id, "telescope_id": id, "client_id": "c"], from: key)
                #expect(refusal == nil, "\(route): \(refusal?.message ?? "")")
            }
            let list = try await place.ask("config/list", [:], as: ConfigListResponse.self, from: key)
            #expect(list.configs.map(\.id) == [id.text])
            let of = try await place.ask("config/get", ["id": id], as: ConfigResponse.self, from: key)
            #expect(of.shares == nil)
            let mine: JSONValue = ["session_id": .string(session.sessionID)]
            #expect(await place.refusal("session/get", mine, from: key) == nil)
            #expect(await place.refusal("session/end", mine, from: key)?.code == .forbidden)

            let payload: JSONValue = [
                "id": id, "telescope_id": id, "tracking": true, "altitude": 60, "azimuth": 90, "direction": "north",
                "duration": 1, "axis": "primary", "rate": 0.1, "right_ascension": 1, "declination": 1, "name": "x",
                "role": "telescope", "server_url": "http://127.0.0.1:1", "device_type": "telescope",
                "device_number": 0, "principal_id": .string(UUID().text), "permission": "read", "take_over": true,
                "mount_type": "altaz", "latitude": 1, "longitude": 1, "elevation": 1, "timezone": "UTC", "slaved": true,
                "position": 1, "filter": "R", "switch": 1, "value": 1, "brightness": 1, "azimuth_park": 1,
            ]
            let kinds = Set(["control", "camera", "dome", "focuser", "rotator", "filterwheel", "covercalibrator"])
            var tried = 0
            for route in TelescopeCoordinator.routes.map(\.description) where route.traits.contains(.changes) {
                let suffix = String(route.suffix.dropFirst("telescope/".count))
                guard suffix != "session/end" else { continue }
                let refusal = await place.refusal(suffix, payload, from: key)
                let isShape = refusal?.code == .invalidRequest
                #expect(refusal?.code == .forbidden || isShape, "\(suffix): \(String(describing: refusal))")
                #expect(!isShape || !kinds.contains(where: suffix.hasPrefix), "\(suffix): \(refusal?.message ?? "")")
                tried += isShape ? 0 : 1
            }
            #expect(tried > 25)
        }
    }

    @Test func aKeyWithoutATelescopeScopeIsToldWhichOneIsMissing() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, "private")
            let key = Self.asking(anna, by: "ui:read")
            for (route, request): (String, JSONValue) in [
                ("config/get", ["id": id]), ("config/get", ["id": .string(UUID().text)]), ("config/list", [:]),
                ("session/list", [:]), ("device/list", [:]), ("camera/list", [:]),
                ("control/abort", ["telescope_id": id]), ("control/park", ["telescope_id": .string(UUID().text)]),
            ] {
                let refusal = await place.refusal(route, request, from: key)
                #expect(refusal?.code == .forbidden, "\(route): \(String(describing: refusal))")
                #expect(refusal?.message.contains("the API key k is not scoped to telescope:") == true, "\(route)")
            }
            #expect(await place.refusal("control/stop_all", [:], from: key)?.code == .forbidden)
        }
    }

    @Test func aKeyForControlStopsEveryTelescopeAsItsOwnerMay() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let id = try await place.telescope(of: anna, "private")
            let key = Self.asking(boris, by: "telescope:control")
            let other = try await place.ask(
                "control/abort", ["telescope_id": id], as: AbortResponse.self, from: key)
            #expect(other.note != nil)
            #expect(await place.refusal("control/stop_all", [:], from: key) == nil)
            let reader = Self.asking(boris, by: "telescope:read")
            #expect(await place.refusal("control/abort", ["telescope_id": id], from: reader)?.code == .forbidden)
            #expect(await place.refusal("control/stop_all", [:], from: reader)?.code == .forbidden)
            let olga = try await place.person("olga", .observers)
            let unheld = Self.asking(olga, by: "telescope:control")
            #expect(await place.refusal("control/stop_all", [:], from: unheld)?.code == .forbidden)
            #expect(await place.refusal("control/abort", ["telescope_id": id], from: unheld)?.code == .notFound)
        }
    }

    @Test func noScopeLetsAKeyShareATelescope() async throws {
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, "private")
            let key = Self.asking(anna, by: "telescope:read", "telescope:control", "telescope:write")
            #expect(await place.refusal("config/update", ["id": id, "description": "x"], from: key) == nil)
            let share: JSONValue = ["id": id, "principal_id": .string(UUID().text), "permission": "read"]
            for route in ["config/share", "config/unshare"] {
                #expect(await place.refusal(route, share, from: key)?.details["cure"] == "security/auth/login")
            }
        }
    }
}
