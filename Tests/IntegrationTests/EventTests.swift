import Alpaca
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// The events of a private telescope go to those who may read it, at their own topics.
    @Suite struct EventTests {
        @Test func theEventsOfAPrivateTelescopeAreToldToItsSubscribersOnly() async throws {
            try await withSimulator { simulator in
                let station = try await OpenStation.shared()
                let admin = try await station.node.administrator()
                let stranger = try await admin.colleague(roles: ["operator"], on: station.node).caller
                let (reader, readerID) = try await admin.colleague(roles: ["observer"], on: station.node)
                let telescope = try await admin.makeSimulatedTelescope(["visibility": "private"])
                // The broker of this node has no rules: what is said anywhere is heard.
                let listener = try await MQTTCaller.connected(to: station.node)
                try await listener.subscribe("\(listener.prefix)/#")
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                let share: [String: JSONValue] = [
                    "id": .string(telescope), "principal_id": .string(readerID), "principal_type": "user",
                ]
                _ = try await admin.call(
                    "telescope/config/share", .object(share.merging(["permission": "read"]) { $1 })
                ).value()
                #expect(try await stranger.command("event/subscribe", telescope).code == "not_found")
                let filter = try await reader.command("event/subscribe", telescope).text("topic")
                #expect(filter == "\(reader.prefix)/client/\(reader.id)/events/telescope/+/\(telescope)")
                try await reader.subscribe(filter)
                func topic(_ kind: String) -> String {
                    "\(reader.prefix)/client/\(reader.id)/events/telescope/\(kind)/\(telescope)"
                }
                let state = try await reader.next(on: topic("state")) { $0["status"]?["connected"] == true }
                #expect(!state.message.isRetained)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                let slew = try await admin.command("control/slew", telescope, ["altitude": 50, "azimuth": 90])
                let motion = try slew.text("motion_id")
                _ = try await reader.next(on: topic("motion")) {
                    $0["motion"]?["motion_id"] == .string(motion) && $0["motion"]?["state"] == "settled"
                }
                #expect(
                    listener.left {
                        $0.topic.hasSuffix(telescope) && $0.topic.contains("/coordinator/telescope/event/")
                    }
                    .isEmpty)
                _ = try await admin.call("telescope/config/unshare", .object(share)).value()
                let unheard = try await admin.command(
                    "control/slew", telescope, ["altitude": 60, "azimuth": 90, "wait": true]
                ).text("motion_id")
                try await reader.fence()
                #expect(
                    reader.left(on: topic("motion")).allSatisfy {
                        !String(decoding: $0.payload, as: UTF8.self).contains(unheard)
                    })
                #expect(try await reader.command("event/subscribe", telescope).code == "not_found")
            }
        }

        @Test func aSubscriberHearsHisTelescopeThroughTheRulesOfAManagedBroker() async throws {
            try await withSimulator { simulator in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeSimulatedTelescope(["visibility": "private"])
                let asked = try await admin.command("event/subscribe", telescope, ["kinds": ["state"]])
                try await admin.subscribe(try asked.text("topic"))
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                let topic = try #require(asked["topics"]?["state"]?.text)
                _ = try await admin.next(on: topic) { $0["status"]?["connected"] == true }
            }
        }
    }
}
