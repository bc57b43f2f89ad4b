/// Rows under headings, laid out in columns.
struct TextTable {
    private let rows: [[String]]

    /// Describes a table.
    ///
    /// - Parameters:
    ///   - headings: The headings, in lower case.
    ///   - rows: The cells; a row may be shorter.
    init(_ headings: [String], _ rows: [[String]]) {
        self.rows = [headings.map { $0.uppercased() }] + rows.map { $0.map(\.harmless) }
    }

    /// The lines, without an end of the last.
    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: max(0, width - cell.count))
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
