import Hosting
import Kernel
import Settings
import Testing

@testable import TelescopeCoordination

@Suite struct TelescopeRoutesTests {
    private let rows = Dictionary(
        TelescopeCoordinator.routes.map { ($0.description.suffix, $0.description) },
        uniquingKeysWith: { first, _ in first })

    @Test func everyRouteOfThisIssueIsThereOnce() {
        let expected = [
            "site/create", "site/update", "site/delete", "site/get", "site/list", "config/create", "config/update",
            "config/delete", "config/get", "config/list", "config/share", "config/unshare", "device/discover",
            "device/attach", "device/detach", "device/connect", "device/disconnect", "device/list", "control/slew",
            "control/park", "control/unpark", "control/abort", "control/track", "control/stop_all", "control/find_home",
            "control/sync", "control/pulse_guide", "control/move_axis", "control/set_park", "status/get",
            "event/subscribe", "event/unsubscribe", "session/start", "session/end", "session/get", "session/list",
        ]
        #expect(Set(rows.keys).isSuperset(of: expected.map { "telescope/\($0)" }))
        #expect(TelescopeCoordinator.routes.count == rows.count)
    }

    @Test func everyRouteOfTheInstrumentsIsThere() {
        let expected = [
            "dome/slew", "dome/open_shutter", "dome/close_shutter", "dome/park", "dome/find_home", "dome/set_park",
            "dome/set_slaved", "dome/abort", "focuser/move", "focuser/halt", "focuser/set", "rotator/move",
            "rotator/move_mechanical", "rotator/sync", "rotator/halt", "rotator/set", "filterwheel/select",
            "covercalibrator/open", "covercalibrator/close", "covercalibrator/halt", "covercalibrator/calibrator_on",
            "covercalibrator/calibrator_off", "switch/list", "switch/set", "safety/get", "weather/get",
            "camera/expose", "camera/abort", "camera/stop", "camera/set", "camera/get", "camera/list", "camera/fetch",
        ]
        #expect(Set(expected.map { "telescope/\($0)" }).subtracting(rows.keys).isEmpty)
        let urgent = rows.values.filter { $0.traits.contains(.urgent) }.map(\.suffix)
        #expect(
            Set(urgent.filter { !$0.hasPrefix("telescope/control/") }) == [
                "telescope/dome/close_shutter", "telescope/dome/park", "telescope/dome/abort", "telescope/focuser/halt",
                "telescope/rotator/halt", "telescope/covercalibrator/halt", "telescope/camera/abort",
            ])
    }

    @Test(arguments: ["park", "abort", "stop_all"])
    func whatStopsATelescopeIsUrgentAndChanges(action: String) {
        #expect(rows["telescope/control/\(action)"]?.traits.isSuperset(of: [.urgent, .changes]) == true)
    }

    @Test(arguments: ["slew", "unpark", "track", "find_home", "sync", "pulse_guide", "move_axis", "set_park"])
    func whatMovesATelescopeIsLateWhenItIsOldAndNeverUrgent(action: String) {
        let traits = rows["telescope/control/\(action)"]?.traits
        #expect(traits?.contains(.motion) == true)
        #expect(traits?.contains(.urgent) == false)
    }

    @Test func readsChangeNothing() {
        for (suffix, row) in rows where ["get", "list", "discover"].contains(suffix.split(separator: "/").last) {
            #expect(!row.traits.contains(.changes), "\(suffix)")
        }
    }

    @Test(arguments: ["control/slew", "control/park", "control/abort", "control/unpark", "control/track", "status/get"])
    func controlTakesOtherNamesOfTheTelescope(path: String) {
        let aliases = rows["telescope/\(path)"]?.aliases
        #expect(aliases?["device_id"] == "telescope_id")
        #expect(aliases?["config_id"] == "telescope_id")
        #expect(aliases?["id"] == "telescope_id")
    }

    @Test func trackingMayBeCalledEnabled() {
        #expect(rows["telescope/control/track"]?.aliases["enabled"] == "tracking")
    }

    @Test func aSessionTakesItsOtherNames() {
        #expect(rows["telescope/session/start"]?.aliases["config_id"] == "telescope_id")
        #expect(rows["telescope/session/start"]?.aliases["session_name"] == "session_type")
        #expect(rows["telescope/session/end"]?.aliases["id"] == "session_id")
    }

    @Test(arguments: ["update", "delete", "get", "share", "unshare"])
    func aTelescopesRowTakesItsOtherName(action: String) {
        #expect(rows["telescope/config/\(action)"]?.aliases["config_id"] == "id")
    }

    @Test func eachRowSaysWhoMayUseIt() {
        #expect(rows["telescope/control/slew"]?.access == "tel:control")
        #expect(rows["telescope/config/update"]?.access == "tel:write")
        #expect(rows["telescope/config/share"]?.access == "owner or admin")
        #expect(rows["telescope/control/stop_all"]?.access == "telescope:control")
        #expect(rows["telescope/site/create"]?.access == "telescope:write")
        #expect(!rows.values.contains { $0.access == "public" })
    }

    @Test func settingsAreCheckedBeforeTheyCount() throws {
        func key(_ name: String) throws -> AnySettingKey {
            try #require(TelescopeCoordinator.settings.first { $0.name == name })
        }
        #expect(try key("discovery_port").defaultValue == 32227)
        #expect(throws: ServiceError.self) { try key("discovery_port").validate(0) }
        #expect(throws: ServiceError.self) { try key("default_visibility").validate("secret") }
        #expect(throws: ServiceError.self) { try key("static_servers").validate(["ftp://x"]) }
        #expect(try key("static_servers").validate(["http://10.0.0.5:11111"]) == ["http://10.0.0.5:11111"])
        #expect(throws: ServiceError.self) { try key("alpaca_allowed_networks").validate(["10.0.0.0/99"]) }
        #expect(throws: ServiceError.self) { try key("alpaca_allowed_networks").validate("10.0.0.0/8") }
    }
}
