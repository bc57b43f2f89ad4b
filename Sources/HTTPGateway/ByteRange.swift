/// Which part of a file a request asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    /// Reads the header `Range`; what is not understood, and more than one range, asks for the whole.
    ///
    /// - Parameters:
    ///   - header: The header's value, nil when there is none.
    ///   - size: The file's size.
    init(_ header: String?, of size: Int) {
        self = .whole
        guard let header, let equals = header.firstIndex(of: "="),
            header[..<equals].lowercased() == "bytes"
        else { return }
        let bounds = header[header.index(after: equals)...].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        // A number that is too large for an Int is larger than any file.
        let (first, last) = (Int(bounds[0]) ?? .max, Int(bounds[1]) ?? .max)
        switch (bounds[0].isEmpty, bounds[1].isEmpty) {
        case (true, true):
            return
        case (true, false):
            self = last == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - last)..<size)
        case (false, true):
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (false, false):
            guard first <= last else { return }
            self = first < size ? .part(first..<(min(last, size - 1) + 1)) : .unsatisfiable
        }
    }
}
