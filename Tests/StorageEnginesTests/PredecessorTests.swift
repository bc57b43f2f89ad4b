import Glibc
import Kernel
import Testing

@testable import StorageEngines

@Suite struct PredecessorTests {
    @Test func theServersOfAKilledProcessAreStoppedAndItsDataIsKept() async throws {
        try await withNode { directory in
            let path = directory.path
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
                let directory = DataDirectory(path: path)
                let lock = try directory.lock()
                let postgres = ManagedPostgres(directory: directory, logger: quiet)
                let address = try await postgres.start()
                let broker = ManagedBroker(
                    .ofTests(directory, port: .automatic, usualPort: try freePort()), access: .ofTests, logger: quiet)
                _ = try await broker.start()
                let answer = try await ask("create table t as select 42 as i", address)
                precondition(answer.isSuccess)
                kill(getpid(), SIGKILL)
                withExtendedLifetime(lock) {}
            }
            let leftovers = try ["postgres", "mosquitto"].map { server in
                let text = try #require(try PrivateFile.read(directory.pidFile(of: server)))
                let pid = try #require(Int32(text.trimmingCharacters()))
                return try #require(ProcessRecord(pid: pid))
            }
            let lock = try directory.lock()
            try await withPostgres(directory) { _, address in
                try await withBroker(directory, usualPort: try freePort()) { _, _ in
                    #expect(leftovers.allSatisfy { ProcessRecord(pid: $0.pid) == nil })
                    try await #expect(ask("select i from t", address).output == "42")
                }
            }
            withExtendedLifetime(lock) {}
        }
    }

    @Test func aStopDuringTheFirstStartLeavesNothingRunning() async throws {
        try await withNode { directory in
            let server = ManagedPostgres(directory: directory, logger: quiet)
            let start = Task { try await server.start() }
            try await eventually("the first start") { FileStatus(PostgresCluster.path(in: directory) + ".new") != nil }
            await server.stop()
            await #expect(throws: (any Error).self) { try await start.value }
            #expect(await server.pid == nil)
            try await withPostgres(directory) { _, address in
                try await #expect(ask("select 1", address).output == "1")
            }
        }
    }
}
