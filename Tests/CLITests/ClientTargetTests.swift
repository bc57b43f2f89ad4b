import ArgumentParser
import Composition
import FoundationEssentials
import Kernel
import MQTT
import Messaging
import Testing

@testable import CLI

@Suite struct ClientTargetTests {
    private let configured = BrokerDoor(addresses: [MQTTAddress(host: "broker.example.org")], username: "node")

    private func node(_ directory: String, pid: Int32 = ProcessInfo.processInfo.processIdentifier) throws -> NodeFile {
        let json = """
            {"pid":\(pid),"node":"dome","version":"0.1.0","epoch":1,"ready_at":"2026-01-16T21:04:05.123Z","prefix":"north",
            "coordinators":["message"],"broker":{"managed":true,"host":"127.0.0.1","port":1884,"tls":false},
            "database":{"managed":true,"host":"/x","port":5432,"name":"n","user":"u"},
            "control_socket":"\(directory)/run/control.sock","admin_password_file":"/x"}
            """
        try FileManager.default.createDirectory(atPath: directory + "/run", withIntermediateDirectories: true)
        try Data(json.utf8).write(to: URL(filePath: directory + "/run/node.json"))
        return try WireJSON.decode(NodeFile.self, from: Data(json.utf8))
    }

    @Test func theNodeOnThisMachineIsAskedThroughItsSocketFirst() throws {
        let directory = try TemporaryDirectory()
        _ = try node(directory.path)
        let target = try ClientTarget.resolve(
            try ClientOptions.parse(["--data-dir", directory.path]), environment: ["HOME": "/nowhere"])
        let broker = BrokerDoor(addresses: [MQTTAddress(host: "127.0.0.1", port: 1884)])
        #expect(target.doors == [.control(directory.path + "/run/control.sock"), .broker(broker)])
        #expect(target.space.prefix == "north")
        #expect(target.key == "north@\(directory.path)")
    }

    @Test func aNodeThatHasEndedIsNotThere() throws {
        let directory = try TemporaryDirectory()
        _ = try node(directory.path, pid: 999_999_999)
        let error = #expect(throws: ServiceError.self) {
            try ClientTarget.resolve(
                try ClientOptions.parse(["--data-dir", directory.path]), environment: ["HOME": "/nowhere"])
        }
        #expect(error?.code == .unavailable)
    }

    @Test func aBrokerThatIsNamedIsTheOnlyWay() throws {
        let target = try ClientTarget.resolve(
            try ClientOptions.parse(["--broker", "mqtts://b.example.org", "--broker-user", "ada", "--prefix", "south"]),
            environment: ["HOME": "/nowhere", "BIGSKIES_BROKER_PASSWORD": "p"])
        #expect(target.doors.count == 1)
        #expect(target.broker?.addresses == [MQTTAddress(host: "b.example.org", port: 8883, tls: true)])
        #expect(target.broker?.password == "p")
        #expect(target.key == "south@mqtts://b.example.org:8883")
    }

    @Test(
        arguments: [("localhost", 8883), ("localhost:8884", 8884), ("mqtts://localhost", 8883)] as [(String, UInt16)])
    func whoNamesAnAuthorityWantsAnEncryptedBroker(broker: String, port: UInt16) throws {
        let target = try ClientTarget.resolve(
            try ClientOptions.parse(["--broker", broker, "--cafile", "ca.pem"]), environment: ["HOME": "/nowhere"])
        #expect(target.broker?.addresses == [MQTTAddress(host: "localhost", port: port, tls: true)])
        let plain = #expect(throws: ServiceError.self) {
            try ClientTarget.resolve(
                try ClientOptions.parse(["--broker", "mqtt://localhost", "--cafile", "ca.pem"]),
                environment: ["HOME": "/nowhere"])
        }
        #expect(plain?.code == .invalidRequest)
    }

    @Test func aBrokerThatCannotBeReadIsAWrongRequest() throws {
        let error = #expect(throws: ServiceError.self) {
            try ClientTarget.resolve(
                try ClientOptions.parse(["--broker", "127.0.0.1:x"]), environment: ["HOME": "/nowhere"])
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aFileThatIsNamedComesBeforeTheNodeAndElseAfterItsSocket() throws {
        let directory = try TemporaryDirectory()
        let node = try node(directory.path)
        let control = ClientTarget.Door.control(node.controlSocket)
        #expect(
            ClientTarget.doors(configured, node, prefersConfigured: true) == [.broker(configured), control])
        #expect(
            ClientTarget.doors(configured, node, prefersConfigured: false) == [control, .broker(configured)])
        #expect(ClientTarget.doors(configured, nil, prefersConfigured: false) == [.broker(configured)])
        #expect(ClientTarget.doors(nil, nil, prefersConfigured: true).isEmpty)
    }

    @Test func anAccountIsAnsweredInItsInboxAndOthersByTheirClientID() throws {
        let space = try TopicSpace()
        let address = MQTTAddress(host: "b.example.org", tls: true)
        let account = BrokerDoor(addresses: [address], username: "ada")
        #expect(try account.replies(of: "id", in: space).text == "bigskies/client/ada/inbox/id")
        let nobody = BrokerDoor(addresses: [address])
        #expect(try nobody.replies(of: "id", in: space).text == "bigskies/client/id/replies")
        // At the plain listener a client's own id counts, whatever its account.
        let plain = BrokerDoor(addresses: [MQTTAddress(host: "127.0.0.1")], username: "ada")
        #expect(try plain.replies(of: "id", in: space).text == "bigskies/client/id/replies")
    }

    @Test(arguments: [
        ("#", "north/#"), ("health/+", "north/coordinator/health/+"), ("node/+/presence", "north/node/+/presence"),
        ("north/x", "north/x"), ("coordinator/#", "north/coordinator/#"),
    ])
    func aFilterIsBelowTheCoordinatorsUnlessItSaysWhere(typed: String, filter: String) throws {
        #expect(try TopicSpace(prefix: "north").watched(typed).text == filter)
    }

    @Test(arguments: ["telescope/status/get", "north/coordinator/telescope/status/get"])
    func aTopicIsTakenWithAndWithoutItsBeginning(typed: String) throws {
        #expect(try TopicSpace(prefix: "north").command(typed).text == "north/coordinator/telescope/status/get")
    }
}
