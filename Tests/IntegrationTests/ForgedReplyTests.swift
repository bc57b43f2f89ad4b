import FoundationEssentials
import Kernel
import MQTT
import Testing

extension Integration {
    /// Nobody but a node tells a client anything, at either listener of the broker that a node brings.
    @Suite struct ForgedReplyTests {
        private static let genuine = Data(#"{"success":true,"text":"genuine"}"#.utf8)
        private static let forged = Data(#"{"success":true,"text":"forged"}"#.utf8)

        /// The branches of a leaf of replies: to `alice/replies`, whose own leaf is `replies`, that of hers is one of them.
        private static let branches = ["replies", "inbox", "events", "inbox-events", "x"]
        /// Where replies go at one listener or the other.
        private static let replies: [String] = ["replies", "inbox"].flatMap { leaf -> [String] in
            [leaf] + branches.map { "\(leaf)/\($0)" }
        }
        /// Where events go.
        private static let events: [String] = ["events", "inbox-events"].flatMap { branch -> [String] in
            ["telescope/state/x", "replies", "inbox"].map { "\(branch)/\($0)" }
        }

        private func topics(of client: MQTTCaller) -> [String] {
            (Self.replies + Self.events).map { "\(client.prefix)/client/\(client.id)/\($0)" }
        }

        /// Those of them that the client does hear: nodes write to them.
        private func heard(by client: MQTTCaller, at place: Doorway) -> [String] {
            let own = "\(client.prefix)/client/\(client.id)/\(place == .network ? "inbox-events" : "events")/"
            return topics(of: client).filter { topic in
                topic == client.replies || topic.hasPrefix(client.replies + "/") || topic.hasPrefix(own)
            }
        }

        /// A client with an id of its choice; over the network the broker does not listen to that.
        private func forger(at mouth: Doorway, as id: String) async throws -> MQTTCaller {
            guard mouth == .network else { return try await MQTTCaller.connected(to: mouth.node(), id: id) }
            return try await GuardedStation.shared().account("forger-\(Identifier.hex(8))", claiming: id)
        }

        /// Tries to say a forged reply wherever a client may hear one.
        private func forge(to victim: MQTTCaller, by forger: MQTTCaller) async {
            for topic in topics(of: victim) {
                for isRetained in [false, true] {
                    let forgery = OutboundMessage(
                        topic: topic, payload: Self.forged, qos: .atLeastOnce, retain: isRetained)
                    await #expect(throws: MQTTError.refused(reasonCode: 0x87), "\(forger.id) at \(topic)") {
                        try await forger.publish(forgery)
                    }
                }
            }
        }

        @Test(arguments: Doorway.pairs)
        func noNameMakesAForgedReplyHeard(place: Doorway, mouth: Doorway) async throws {
            let victim = try await place.caller("victim")
            let node = try await place.watcher()
            try await victim.subscribe("\(victim.prefix)/client/\(victim.id)/#")
            // Over the network the account's name is the id, so one claim is as good as all.
            let words = mouth == .network ? ["replies"] : ["replies", "inbox", "events", "inbox-events"]
            for word in words {
                await forge(to: victim, by: try await forger(at: mouth, as: "\(victim.id)/\(word)"))
            }
            // It does hear what a node tells it at its own topics, so what was said before would have been heard.
            let told = heard(by: victim, at: place)
            #expect(told.count == Self.branches.count + 4)
            for topic in told {
                try await node.publish(OutboundMessage(topic: topic, payload: Self.genuine, qos: .atLeastOnce))
                _ = try await victim.next(on: topic) { $0["text"] == "genuine" }
            }
            #expect(victim.left { $0.payload == Self.forged }.isEmpty)
        }

        @Test(arguments: Doorway.guarded)
        func whoTakesTheIdOfAnotherTellsNothingInItsPlace(place: Doorway) async throws {
            let victim = try await place.caller("victim")
            let node = try await place.watcher()
            try await node.subscribe("\(victim.prefix)/client/\(victim.id)/#")
            // It tells itself nothing either: the same id may do no more.
            await forge(to: victim, by: victim)
            // Else it would come back for its place at once, and the thief would hardly be there.
            await victim.disconnect()
            await forge(to: victim, by: try await forger(at: .local, as: victim.id))
            try await node.publish(OutboundMessage(topic: victim.replies, payload: Self.genuine, qos: .atLeastOnce))
            _ = try await node.next(on: victim.replies) { $0["text"] == "genuine" }
            #expect(node.left { $0.payload == Self.forged }.isEmpty)
        }
    }
}
