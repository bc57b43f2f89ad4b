import Settings
import Support
import Testing

@Suite struct PasswordFileGeneratedTests {
    private struct Entry {
        let host: String
        let port: Int
        let database: String
        let user: String
        let password: String

        init(_ generator: inout SeededGenerator) {
            // In the first column # begins a comment.
            host = "h" + Self.text(&generator)
            port = Int.random(in: 1...65535, using: &generator)
            database = Self.text(&generator)
            user = Self.text(&generator)
            password = Self.text(&generator)
        }

        /// The entry written as the manual says.
        var line: String {
            [host, "\(port)", database, user, password]
                .map { field in
                    // Alone an asterisk means anything; as a letter it is escaped.
                    field == "*" ? "\\*" : field.map { ":\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
                }
                .joined(separator: ":")
        }

        private static func text(_ generator: inout SeededGenerator) -> String {
            let letters = Array("ab:\\*# é")
            let count = Int.random(in: 1...6, using: &generator)
            return String((0..<count).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
        }
    }

    @Test func anyBytesAreReadOrRefusedWithALine() {
        let words = [
            ":", "\\", "*", "#", "\n", "\r\n", " ", "\t", "\\:", "\\\\", "*:", "localhost", "5432", "sky", "é",
        ]
        let pieces = words.map { Array($0.utf8) } + [[0], [0xFF], [0xC3]]
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<GeneratedInputs.count {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).flatMap { _ in
                pieces[Int.random(in: pieces.indices, using: &generator)]
            }
            do {
                let file = try PasswordFile(parsing: bytes, path: "f")
                _ = file.password(host: "localhost", port: 5432, database: "sky", user: "sky")
                _ = file.user(host: "localhost", port: 5432, database: "sky")
            } catch {
                let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
                #expect(error.line.map { (1...lines).contains($0) } == true)
            }
        }
    }

    @Test func whatIsWrittenByTheRulesIsFoundAgain() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<GeneratedInputs.count {
            let entry = Entry(&generator)
            let file = try PasswordFile(parsing: entry.line.utf8, path: "f")
            let found = file.password(
                host: entry.host, port: entry.port, database: entry.database, user: entry.user)
            #expect(found == entry.password, "\(entry.line)")
            #expect(file.linesWithMoreFields.isEmpty)
        }
    }

    @Test func aLineIsWrittenByTheRules() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<GeneratedInputs.count {
            let entry = Entry(&generator)
            let line = PasswordFile.line(
                host: entry.host, port: entry.port, database: entry.database, user: entry.user,
                password: entry.password)
            #expect(line == entry.line + "\n")
        }
    }

    @Test func aChangedByteNeverTraps() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<GeneratedInputs.count {
            var bytes = Array(Entry(&generator).line.utf8)
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator)
            do {
                _ = try PasswordFile(parsing: bytes, path: "f")
            } catch {
                #expect(error.line != nil)
            }
        }
    }
}
