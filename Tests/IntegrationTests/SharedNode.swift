import Kernel
import Support
import Synchronization

/// The node that all tests share that leave nothing behind which disturbs others: all coordinators, its own servers.
enum SharedNode {
    private static let common = Mutex<Task<NodeProcess, any Error>?>(nil)

    /// The node, started at the first call.
    static func node() async throws -> NodeProcess {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task { try await NodeProcess.started() }
            start = first
            return first
        }
        return try await start.value
    }

    /// A client of its own for a test, logged in as the administrator.
    static func administrator(id: String = "test-" + Identifier.unique()) async throws -> MQTTCaller {
        try await node().administrator(id: id)
    }

    /// A client of its own for a test that has not logged in.
    static func stranger() async throws -> MQTTCaller { try await MQTTCaller.connected(to: node()) }
}

extension NodeProcess {
    /// A client of its own for a test, logged in as the administrator.
    nonisolated func administrator(id: String = "test-" + Identifier.unique()) async throws -> MQTTCaller {
        let caller = try await MQTTCaller.connected(to: self, id: id)
        try await caller.logIn("admin", adminPassword())
        return caller
    }
}

extension MQTTCaller {
    /// The password of the users that tests make.
    static let password = "correct horse battery staple"

    /// Makes a user with roles.
    ///
    /// - Returns: The name and the id.
    func makeUser(roles: [String] = []) async throws -> (name: String, id: String) {
        let name = "user-" + Identifier.hex(10)
        let answer = try await call(
            "security/user/create",
            [
                "username": .string(name), "email": .string(name + "@example.org"), "password": .string(Self.password),
                "roles": .array(roles.map { .string($0) }),
            ])
        guard let id = try answer.value()["user"]?["id"]?.text else {
            throw ServiceError(.internal, "no user id in \(answer.json)")
        }
        return (name, id)
    }

    /// A client of a user that was just made, logged in, on the same broker.
    func colleague(roles: [String] = [], on node: NodeProcess) async throws -> (caller: MQTTCaller, id: String) {
        let user = try await makeUser(roles: roles)
        let caller = try await MQTTCaller.connected(to: node)
        try await caller.logIn(user.name, Self.password)
        return (caller, user.id)
    }

    /// Makes a telescope.
    ///
    /// - Returns: Its id.
    func makeTelescope(_ changes: [String: JSONValue] = [:]) async throws -> String {
        var payload: [String: JSONValue] = [
            "name": .string("telescope " + Identifier.hex(10)), "mount_type": "german_equatorial",
        ]
        payload.merge(changes) { $1 }
        return try await call("telescope/config/create", .object(payload)).text("id")
    }

    /// Makes a telescope with a mount that is not parked.
    ///
    /// - Returns: Its id.
    func makeTelescope(unparkedAt url: String) async throws -> String {
        let telescope = try await makeTelescope()
        _ = try await attachMount(telescope, at: url)
        _ = try await call("telescope/control/unpark", ["telescope_id": .string(telescope)]).value()
        return telescope
    }

    /// Makes a telescope that slews; how long depends on the simulator.
    ///
    /// - Returns: Its id.
    func makeTelescope(slewingAt url: String) async throws -> String {
        let telescope = try await makeTelescope(unparkedAt: url)
        _ = try await call(
            "telescope/control/slew", ["telescope_id": .string(telescope), "right_ascension": 6, "declination": 75]
        ).value()
        return telescope
    }

    /// Attaches a mount to a telescope and connects it.
    ///
    /// - Returns: The device's id.
    func attachMount(_ telescope: String, at url: String) async throws -> String {
        try await call(
            "telescope/device/attach",
            [
                "telescope_id": .string(telescope), "role": "telescope", "server_url": .string(url),
                "device_type": "telescope", "device_number": 0,
            ]
        ).text("device_id")
    }
}

/// Runs a test with somebody else's simulators, and ends them.
func withSimulators(
    _ telescope: JSONValue = ["slew_rate": 45], _ body: (AlpacaSimulators) async throws -> Void
) async throws {
    let simulators = try await AlpacaSimulators.start(["telescope": telescope])
    do {
        try await body(simulators)
    } catch {
        await simulators.stop()
        throw error
    }
    await simulators.stop()
}

/// Runs a test with a node of its own, and removes it; a failure shows the end of the node's log.
func withNode(
    _ arguments: String = "run --all", configuration: String? = nil, files: [String: String] = [:],
    _ body: (NodeProcess) async throws -> Void
) async throws {
    let node = try NodeProcess(arguments, configuration: configuration, files: files)
    do {
        try await node.start()
        try await body(node)
    } catch {
        let log = node.log.suffix(3000)
        await node.remove()
        throw ServiceError(.internal, "\(error)\nthe node's log ends:\n\(log)", cause: error)
    }
    await node.remove()
}
