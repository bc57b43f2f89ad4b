import FoundationEssentials
import Glibc
import Kernel
import Support
import Testing

extension Integration {
    /// What the servers of a node get of the rights that the node has, as systemd gives them to it.
    @Suite struct InheritedRightsTests {
        @Test func theServersMayNotListenAtPort80AlthoughTheNodeMay() async throws {
            try #require(geteuid() == 0, "only root gives rights to others: sudo -E configs/test.sh")
            let user = try #require(getpwnam("nobody")).pointee
            let place = try TemporaryFolder("bsr")
            let (program, own) = (place.path + "/bigskies", place.path + "/own")
            // That user may have no way to the directory of the build.
            try FileManager.default.copyItem(atPath: Program.bigskies(), toPath: program)
            #expect(chmod(program, 0o755) == 0)
            #expect(mkdir(own, 0o700) == 0 && chown(own, user.pw_uid, user.pw_gid) == 0)
            let node = try NodeProcess(
                "run --only bootstrap", directory: own + "/data",
                inside: [
                    "setpriv", "--reuid=\(user.pw_uid)", "--regid=\(user.pw_gid)", "--clear-groups",
                    "--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service",
                ], program: program)
            try await withNodes([node]) { _ in
                let pid = try await node.record.pid
                // CAP_NET_BIND_SERVICE has the number 10 (linux/capability.h).
                #expect(try rights(of: pid) == Dictionary(uniqueKeysWithValues: Self.sets.map { ($0, 1 << 10) }))
                for server in ["postgres", "mosquitto"] {
                    let text = try String(contentsOfFile: "\(node.directory)/run/\(server).pid", encoding: .utf8)
                    let pid = try #require(Int32(text.prefix { $0.isNumber }))
                    #expect(
                        try rights(of: pid) == Dictionary(uniqueKeysWithValues: Self.sets.map { ($0, 0) }), "\(server)")
                }
            }
            await place.remove()
        }

        private static let sets = ["CapInh", "CapPrm", "CapEff", "CapAmb"]

        /// The sets of capabilities of a process (proc(5)).
        private func rights(of pid: Int32) throws -> [String: UInt64] {
            let lines = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n")
            return lines.reduce(into: [:]) { sets, line in
                let words = line.split(separator: ":\t").map(String.init)
                guard words.count == 2, Self.sets.contains(words[0]) else { return }
                sets[words[0]] = UInt64(words[1], radix: 16)
            }
        }
    }
}
