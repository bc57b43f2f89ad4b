import Foundation

/// The rows in columns, as Markdown: the README takes them as they are.
struct Table {
    /// The lines.
    let rows: [Row]

    /// The table.
    var text: String {
        let head = ["row", "ours", "peer", "ours / peer", "target", "kept"]
        let cells = [head] + rows.map(Self.cells)
        let widths = head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { line in
            "| " + zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
                + " |"
        }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
        return lines.joined(separator: "\n")
    }

    /// A number with three digits that count.
    static func figure(_ value: Double) -> String {
        switch abs(value) {
        case 1e6...: String(format: "%.2f M", value / 1e6)
        case 1e4...: String(format: "%.1f k", value / 1e3)
        case 100...: String(format: "%.0f", value)
        case 10...: String(format: "%.1f", value)
        default: String(format: "%.2f", value)
        }
    }

    private static func cells(_ row: Row) -> [String] {
        let peer = row.peer.map { peer in
            row.ratio == nil ? "\(peer.name): not run" : "\(peer.name): \(figure(peer.measurement.median))"
        }
        let kept = row.target.isKept(by: row).map { $0 ? "yes" : "no" }
        return [
            row.what, "\(figure(row.ours.median)) \(row.unit)", peer ?? "–", row.ratio.map(figure) ?? "–",
            row.target.text(unit: row.unit), kept ?? "?",
        ]
    }
}
