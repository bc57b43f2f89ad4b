import CZxcvbn
import Kernel

/// Passwords that are guessed early: common ones, words, names, dates, keys side by side, and what is made of them.
///
/// Judged by zxcvbn (D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016), whose lists
/// are compiled into the library: there is no file that could be missing.
enum GuessedPassword {
    /// Below this many bits a password is refused: 10^8 guesses, zxcvbn's score 3.
    static let fewestBits = 26.575

    /// Why a password would be guessed; nil when it would not.
    ///
    /// - Parameters:
    ///   - password: A password that `Bcrypt.accepts`: at most 72 bytes, none of them zero.
    ///   - words: What is known of its owner, such as the account's name.
    /// - Returns: What it mostly is, in words for its owner.
    static func reason(_ password: String, knowing words: [String]) -> String? {
        var parts: UnsafeMutablePointer<ZxcMatch_t>?
        let texts = words.map { Array($0.utf8CString) }
        let bits = texts.flatMap(\.self).withUnsafeBufferPointer { letters in
            // The words as C wants them: where each begins, and nil at the end.
            var start = 0
            var places: [UnsafePointer<CChar>?] = texts.map { text in
                defer { start += text.count }
                return letters.baseAddress.map { $0 + start }
            }
            places.append(nil)
            return ZxcvbnMatch(password, &places, &parts)
        }
        defer { ZxcvbnFreeInfo(parts) }
        guard bits < fewestBits else { return nil }
        return reason(longestPart(parts))
    }

    private static func longestPart(_ first: UnsafeMutablePointer<ZxcMatch_t>?) -> ZxcTypeMatch_t {
        var longest = (length: Int32(0), type: BRUTE_MATCH)
        var next = first
        while let part = next?.pointee {
            if part.Length > longest.length { longest = (part.Length, part.Type) }
            next = part.Next
        }
        return longest.type
    }

    private static func reason(_ type: ZxcTypeMatch_t) -> String {
        // A part that comes several times has a flag added to its type (zxcvbn.h).
        guard type.rawValue & MULTIPLE_MATCH.rawValue == 0 else { return "it repeats itself" }
        return switch type {
        case DICTIONARY_MATCH, DICT_LEET_MATCH: "it is a common password or word, or made of one"
        case USER_MATCH, USER_LEET_MATCH: "it is made of the account's name or address"
        case REPEATS_MATCH: "it repeats itself"
        case SEQUENCE_MATCH: "it is a sequence"
        case SPATIAL_MATCH: "its keys lie side by side"
        case DATE_MATCH, YEAR_MATCH: "it is a date"
        default: "it is too simple"
        }
    }
}
