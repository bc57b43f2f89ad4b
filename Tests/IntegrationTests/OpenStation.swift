import Kernel
import Support
import Synchronization

/// One node on the shared servers, for tests that look at what is not said.
struct OpenStation: Sendable {
    let station: Station
    let node: NodeProcess

    private static let common = Mutex<Task<OpenStation, any Error>?>(nil)

    /// The node, started at the first call.
    static func shared() async throws -> OpenStation {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task {
                let station = try await Station.onSharedServers()
                let node = try station.node()
                try await node.start()
                return OpenStation(station: station, node: node)
            }
            start = first
            return first
        }
        return try await start.value
    }
}
