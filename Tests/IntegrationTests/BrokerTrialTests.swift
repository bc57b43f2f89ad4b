import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// A broker that somebody wants to use from the next start on.
    @Suite struct BrokerTrialTests {
        /// Tells what the first client says that says something, in hexadecimal.
        private static let listener = """
            import socket, sys
            server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            server.settimeout(30)
            heard = b""
            while not heard:
                client, _ = server.accept()
                client.settimeout(10)
                heard = client.recv(4096)
            print(heard.hex())
            """

        @Test func whoListensThereIsNotToldThePasswordOfTheNodesOwnBroker() async throws {
            let admin = try await SharedNode.administrator()
            let password = try String(
                contentsOfFile: try await SharedNode.node().directory + "/secrets/broker-password", encoding: .utf8
            ).prefix { !$0.isNewline }
            let port = LoopbackPort.free()
            async let listening = Program.run("/usr/bin/python3", ["-c", Self.listener, "\(port)"])
            _ = try await until(within: .seconds(20)) { LoopbackPort.accepts(port) }
            let refused = try await admin.call(
                "config/update/message-coordinator",
                ["config_key": "broker_url", "config_value": .string("tcp://127.0.0.1:\(port)")])
            #expect(refused.code == "unavailable", "\(refused.json)")
            let heard = try await listening.output
            #expect(heard.contains(Digest.hex("MQTT".utf8)))
            #expect(!heard.contains(Digest.hex(password.utf8)))
            #expect(!heard.contains(Digest.hex("bigskies-node".utf8)))
        }
    }
}
