import FoundationEssentials
import Kernel

/// The header `Retry-After`: a number of seconds, or a time (RFC 9110, section 10.2.3).
enum RetryAfter {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let longest = Duration.seconds(366 * 86_400)

    /// How long a server wants to be left alone.
    ///
    /// - Parameters:
    ///   - header: The header's value.
    ///   - now: The time it was read.
    /// - Returns: The wait, at most a year; nil when there is none or it is not understood.
    static func wait(_ header: String?, at now: Date) -> Duration? {
        guard let header else { return nil }
        if let seconds = Int(header), seconds >= 0 {
            return .seconds(min(seconds, Int(longest.seconds)))
        }
        guard let date = date(header) else { return nil }
        return .seconds(min(max(0, date.timeIntervalSince(now)), longest.seconds))
    }

    // `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7); the older forms are not sent any more.
    private static func date(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", words[1].utf8.count == 2,
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp.date("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
