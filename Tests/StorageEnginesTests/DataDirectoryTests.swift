import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import StorageEngines

@Suite struct DataDirectoryTests {
    @Test(arguments: [
        (["BIGSKIES_DATA_DIR": "/b", "XDG_DATA_HOME": "/x", "HOME": "/h"], false, "/b"),
        (["STATE_DIRECTORY": "/var/lib/bigskies:/other", "HOME": "/h"], false, "/var/lib/bigskies"),
        (["XDG_DATA_HOME": "/x", "HOME": "/root"], true, "/var/lib/bigskies"),
        (["XDG_DATA_HOME": "/x/", "HOME": "/h"], false, "/x/bigskies"),
        (["XDG_DATA_HOME": "relative", "HOME": "/h"], false, "/h/.local/share/bigskies"),
        (["BIGSKIES_DATA_DIR": "", "HOME": "/h"], false, "/h/.local/share/bigskies"),
    ])
    func theDirectoryIsChosenInOrder(environment: [String: String], isRoot: Bool, expected: String) throws {
        let directory = try DataDirectory.resolve(option: nil, environment: environment, isRoot: isRoot)
        #expect(directory.path == expected)
        let named = try DataDirectory.resolve(option: "/o/./p/../q//", environment: environment, isRoot: isRoot)
        #expect(named.path == "/o/q")
    }

    @Test func withoutAHomeTheOptionIsAskedFor() {
        let error = #expect(throws: ServiceError.self) {
            try DataDirectory.resolve(option: nil, environment: [:], isRoot: false)
        }
        #expect(error?.message.contains("--data-dir") == true)
    }

    @Test func aSecondLockIsRefusedAndNamesTheHolder() async throws {
        try await withNode { directory in
            let lock = try directory.lock()
            let error = #expect(throws: ServiceError.self) { try directory.lock() }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("pid \(getpid())") == true)
            withExtendedLifetime(lock) {}
        }
    }

    @Test func theLockEndsWithItsHolder() async throws {
        try await withNode { directory in
            do { _ = try directory.lock() }
            #expect(throws: Never.self) { try directory.lock() }
        }
    }

    @Test func secretsAreForTheOwnerOnly() async throws {
        try await withNode { directory in
            #expect(FileStatus(directory.secrets)?.mode == 0o700)
            #expect(chmod(directory.secrets, 0o755) == 0)
            try directory.prepare()
            #expect(FileStatus(directory.secrets)?.mode == 0o700)
        }
    }

    @Test func aFileInThePlaceOfADirectoryIsRefused() async throws {
        try await withNode { directory in
            try PrivateFile.write("", to: directory.postgres)
            let error = #expect(throws: ServiceError.self) {
                try directory.makeDirectory(directory.postgres, owner: .current, mode: 0o700)
            }
            #expect(error?.code == .conflict)
        }
    }

    @Test func aDirectoryOfAnotherUserIsRefusedWithTheCure() async throws {
        try await withNode { directory in
            let stranger = SystemUser(id: SystemUser.current.id + 4711, group: 0, name: "stranger")
            let error = #expect(throws: ServiceError.self) {
                try directory.makeDirectory(directory.secrets, owner: stranger, mode: 0o700)
            }
            #expect(error?.message.contains("chown -R stranger:") == true)
        }
    }

    @Test func aWayThatAServerCannotPassIsNamed() async throws {
        try await withNode { directory in
            #expect(chmod(directory.path, 0o700) == 0)
            let stranger = SystemUser(id: SystemUser.current.id + 4711, group: 4711, name: "stranger")
            let error = #expect(throws: ServiceError.self) {
                try directory.checkPassage(to: directory.postgres, for: stranger)
            }
            #expect(error?.message.contains("chmod o+x \(directory.path)") == true)
        }
    }

    @Test func theNodesNameIsMadeOnce() async throws {
        try await withNode { directory in
            let name = try directory.nodeName()
            #expect(DataDirectory.isNodeName(name))
            #expect(try directory.nodeName() == name)
            try PrivateFile.write("Not A Name", to: directory.nodeIDFile)
            #expect(throws: ServiceError.self) { try directory.nodeName() }
        }
    }

    @Test(arguments: ["Dome.example.org", "", "ä_b", String(repeating: "x", count: 64)])
    func anyMachineGivesANodeName(host: String) {
        #expect(DataDirectory.isNodeName(DataDirectory.newNodeName(host: host)))
    }
}
