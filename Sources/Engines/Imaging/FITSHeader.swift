import CCFITSIO

/// The cards of a header as they can be written: one for each keyword, in plain text.
struct FITSHeader {
    private let cards: [FITSCard]

    // What CFITSIO writes by itself, and what would change the meaning of what it writes.
    private static let reserved: Set<String> = [
        "SIMPLE", "BITPIX", "NAXIS", "EXTEND", "BZERO", "BSCALE", "BLANK", "CHECKSUM", "DATASUM", "END", "CONTINUE",
        "LONGSTRN", "HIERARCH", "XTENSION", "PCOUNT", "GCOUNT", "GROUPS", "",
    ]
    // Longer than anybody reads; CFITSIO would write hundreds of cards.
    private static let longest = 4096

    /// Puts cards in order: of two with one keyword the last counts, in the place of the first.
    init(_ cards: [FITSCard]) {
        var places: [String: Int] = [:]
        var kept: [FITSCard] = []
        for card in cards {
            if Self.isCommentary(card.keyword) {
                kept.append(card)
            } else if let place = places[card.keyword] {
                kept[place] = card
            } else {
                places[card.keyword] = kept.count
                kept.append(card)
            }
        }
        self.cards = kept
    }

    /// Writes the cards; does nothing once the status says that something failed.
    func write(to file: UnsafeMutablePointer<fitsfile>, _ status: inout Int32) {
        if cards.contains(where: \.isLong) { ffplsw(file, &status) }
        for card in cards { write(card, to: file, &status) }
    }

    private func write(_ card: FITSCard, to file: UnsafeMutablePointer<fitsfile>, _ status: inout Int32) {
        let keyword = card.keyword
        let comment = Self.plain(card.comment)
        guard Self.isFit(keyword), !Self.isCommentary(keyword) else {
            let text = Self.isCommentary(keyword) ? card.text : "\(keyword) = \(card.text)"
            let plain = Self.plain(text)
            _ = keyword == "HISTORY" ? ffphis(file, plain, &status) : ffpcom(file, plain, &status)
            return
        }
        switch card.value {
        case .text(let text): ffpkls(file, keyword, Self.plain(text), comment, &status)
        case .integer(let number): ffpkyj(file, keyword, LONGLONG(number), comment, &status)
        case .logical(let truth): ffpkyl(file, keyword, truth ? 1 : 0, comment, &status)
        case .number(let number) where number.isFinite:
            ffpkyd(file, keyword, number, -Self.significantDigits(of: number), comment, &status)
        // A value that is not known has no digits (FITS Standard 4.0, 4.1.2.3).
        case .number: ffpkyu(file, keyword, comment, &status)
        }
    }

    private static func isCommentary(_ keyword: String) -> Bool { keyword == "COMMENT" || keyword == "HISTORY" }

    private static func isFit(_ keyword: String) -> Bool {
        let isNumberedAxis = keyword.hasPrefix("NAXIS") && keyword.dropFirst(5).allSatisfy(\.isNumber)
        return keyword.utf8.count <= 8 && !reserved.contains(keyword) && !isNumberedAxis
            && keyword.utf8.allSatisfy { byte in
                (65...90).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
            }
    }

    /// The text in printable ASCII, which is all that a header may hold (FITS Standard 4.0, 4.1.2.3).
    static func plain(_ text: String) -> String {
        String(
            decoding: text.unicodeScalars.prefix(longest).map { scalar in
                (32...126).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "?")
            }, as: UTF8.self)
    }

    /// How many digits it takes to read the same number again; those of Swift's own text, which is the shortest.
    static func significantDigits(of number: Double) -> Int32 {
        let digits = number.description.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
        let significant = digits.count - digits.reversed().prefix { $0 == "0" }.count
        return Int32(min(max(significant, 1), 17))
    }
}

extension FITSCard {
    fileprivate var text: String {
        switch value {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .logical(let truth): truth ? "T" : "F"
        }
    }

    // 68 characters fit into one card, a quote counts twice (FITS Standard 4.0, 4.2.1).
    fileprivate var isLong: Bool {
        guard case .text(let text) = value else { return false }
        return text.unicodeScalars.count + text.unicodeScalars.count(where: { $0 == "'" }) > 68
    }
}
