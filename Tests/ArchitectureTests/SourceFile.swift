import FoundationEssentials

/// A Swift file in lines.
struct SourceFile {
    /// A line, and what is left of it without texts and comments.
    struct Line {
        let number: Int
        let text: String
        /// Without the contents of string literals.
        let withoutStrings: String
        /// Without string literals and without what follows `//`.
        let code: String
    }

    /// The path below the package's folder.
    let path: String
    /// The lines.
    let lines: [Line]

    /// The name without its folders.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The modules that the file imports.
    var imports: [String] {
        lines.compactMap { line in
            guard line.code.contains("import ") else { return nil }
            return line.code.prefixMatch(of: Self.importLine).map { String($0.output.module) }
        }
    }

    /// Reads a file.
    init(path: String) throws {
        self.path = path
        let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        var isInText = false
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            let quotes = line.ranges(of: "\"\"\"").count
            defer { if !quotes.isMultiple(of: 2) { isInText.toggle() } }
            let bare =
                isInText ? "" : !line.contains("\"") ? String(line) : String(line.replacing(Self.literal, with: "\"\""))
            let code = bare.firstRange(of: "//").map { String(bare[..<$0.lowerBound]) } ?? bare
            return Line(number: index + 1, text: String(line), withoutStrings: bare, code: code)
        }
    }

    /// `path:number` of each line that fulfils a condition.
    func places(where isMeant: (Line) -> Bool) -> [String] {
        lines.filter(isMeant).map { "\(path):\($0.number)" }
    }

    private static var literal: Regex<Substring> { /"(?:[^"\\]|\\.)*"/ }

    private static var importLine: Regex<(Substring, module: Substring)> {
        /\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(?<module>\w+)/
    }
}
