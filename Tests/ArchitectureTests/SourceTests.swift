import Testing

/// What no file of the house contains.
@Suite struct SourceTests {
    private let sources: [SourceFile]
    private let files: [SourceFile]

    init() throws {
        sources = try Repository.swiftFiles(in: "Sources")
        files = try sources + Repository.swiftFiles(in: "Tests")
    }

    @Test func topicsAreSpelledInTheTopicFilesOnly() {
        for file in sources where !file.name.hasPrefix("Topic") {
            #expect(
                file.places { line in
                    line.text.contains("/coordinator/") && !line.text.drop { $0 == " " }.hasPrefix("//")
                } == [])
        }
    }

    @Test func noFileIsTakenForAScript() {
        #expect(files.filter { $0.name.lowercased() == "main.swift" }.map(\.path) == [])
    }

    @Test func nothingIsForced() {
        for file in files {
            #expect(file.places { $0.code.contains("try!") || $0.code.contains("as!") } == [])
        }
    }

    @Test func nothingIsLeftForLater() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        for file in files {
            #expect(file.places { line in words.contains { line.withoutStrings.contains($0) } } == [])
        }
    }

    @Test func whatTheCompilerCannotCheckHasAReasonBesideIt() {
        let words = ["@unchecked", "nonisolated(unsafe)"]
        for file in files {
            var comment: [String] = []
            for line in file.lines {
                let isComment = line.text.drop { $0 == " " }.hasPrefix("//")
                defer { comment = isComment ? comment + [line.text] : [] }
                guard let word = words.first(where: line.code.contains) else { continue }
                // A documentation comment is a reason only when it speaks of the word.
                let reasons = comment.filter { !$0.contains("///") || $0.contains(word) }
                #expect(line.withoutStrings.contains("//") || !reasons.isEmpty, "\(file.path):\(line.number)")
            }
        }
    }

    @Test func aFileIsReadInOneSitting() {
        #expect(sources.filter { $0.lines.count > 401 }.map(\.path) == [])
    }

    @Test func noModuleHasATypeOfItsOwnName() async throws {
        for target in try await Manifest.read().targets where target.name != "Schema" {
            let declaration = try Regex(
                #"^(?:[\w()@]+ )*(?:actor|class|enum|protocol|struct|typealias) \#(target.name)\b"#)
            for file in try Repository.swiftFiles(in: target.folder) {
                #expect(file.places { $0.code.contains(target.name) && $0.code.contains(declaration) } == [])
            }
        }
    }
}
