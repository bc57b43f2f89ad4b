import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// The key file of an installation: made once, guarded, and missed loudly.
    @Suite struct KeyFileTests {
        /// A node whose keys are in its data directory.
        private func node(_ station: Station, name: String = "main") throws -> NodeProcess {
            try station.node(name: name, environment: ["BIGSKIES_PASSWORD_SECRET": ""])
        }

        private func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }

        @Test func theFirstNodeMakesTheFileAndSealsUnderItAndOthersNeedACopy() async throws {
            let station = try await Station.onSharedServers()
            let first = try node(station)
            try await withNodes([first]) { _ in
                let file = first.directory + "/secrets/keys"
                #expect(try mode(file) == 0o600)
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let line = try #require(text.split(separator: "\n").last)
                let id = try #require(line.split(separator: " ").first)
                let rows = try await station.database.psql("select secret is null, sealed_secret from signing_keys")
                #expect(rows.hasPrefix("t|bs1.\(id)."), "\(rows)")

                _ = try await first.terminate()

                let second = try node(station, name: "dome")
                #expect(try await second.run() == 78)
                #expect(second.log.contains(second.directory + "/secrets/keys"), "\(second.log)")
                #expect(second.log.contains(id), "the missing key is named: \(second.log)")
                #expect(second.log.contains("bigskies node pack"))
                #expect(!FileManager.default.fileExists(atPath: second.directory + "/secrets/keys"))
                await second.remove()
            }
        }

        @Test func aFileThatIsOpenToOthersOrLacksAKeyEndsTheNode() async throws {
            let station = try await Station.onSharedServers()
            let main = try node(station)
            try await withNodes([main]) { _ in
                let file = main.directory + "/secrets/keys"
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let words = try #require(text.split(separator: "\n").last).split(separator: " ")
                _ = try await main.terminate()

                try write(text, to: file, mode: 0o640)
                #expect(try await main.run() == 78)
                #expect(main.log.contains("chmod 0600 \(file)"), "\(main.log.suffix(1000))")

                let other = Data(repeating: 7, count: 32).base64EncodedString()
                try write("k-other \(other)\n", to: file)
                #expect(try await main.run() == 78)
                #expect(main.log.contains("encrypted under \(words[0]), which is not in \(file)"))

                try write("\(words[0]) \(other)\n", to: file)
                #expect(try await main.run() == 78)
                #expect(main.log.contains("does not open with the key \(words[0])"))

                try write("\(words[0])\n", to: file)
                #expect(try await main.run() == 78)
                #expect(main.log.contains("line 1 is no key"))

                try write(text, to: file)
                try await main.start()
            }
        }

        @Test func aSecretOfTheEnvironmentMustBeLongAndIsTheKey() async throws {
            let short = try NodeProcess(environment: ["BIGSKIES_PASSWORD_SECRET": "too short"])
            #expect(try await short.run() == 78)
            #expect(short.log.contains("BIGSKIES_PASSWORD_SECRET") && short.log.contains("32"))
            #expect(!short.log.contains("too short"))
            await short.remove()

            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                #expect(!FileManager.default.fileExists(atPath: nodes[0].directory + "/secrets/keys"))
                let sealed = try await station.database.psql("select sealed_secret from signing_keys")
                #expect(sealed.hasPrefix("bs1.e-"))
            }
        }

        @Test func anInstallationFromBeforeIsSealedAtItsNextStart() async throws {
            let station = try await Station.onSharedServers()
            let main = try node(station)
            try await withNodes([main]) { _ in
                _ = try await main.terminate()
                try FileManager.default.removeItem(atPath: main.directory + "/secrets/keys")
                try await station.database.psql(
                    """
                    update users set password_key_id = null;
                    delete from certificate_authorities;
                    update signing_keys set secret = decode(repeat('07', 32), 'hex'), sealed_secret = null
                    """)
                try await main.start()
                let rows = try await station.database.psql(
                    "select retired_at is not null from signing_keys where secret is null order by created_at")
                #expect(rows.split(whereSeparator: \.isWhitespace) == ["t", "f"], "\(rows)")
            }
        }

        private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
            try #require(
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
    }
}
