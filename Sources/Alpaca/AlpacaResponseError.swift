/// Why some bytes are not an Alpaca answer.
public enum AlpacaResponseError: Error, Sendable, Hashable {
    /// There is nothing in it.
    case empty
    /// It is not JSON; the flag says that it looks like a web page.
    case notJSON(isHTML: Bool)
    /// It is JSON of another shape.
    case notAnAnswer
    /// It is nested deeper than any Alpaca answer.
    case tooDeep
    /// It should be a picture and is none; the words say why.
    case notAnImage(String)
    /// The device gave an error in place of a picture.
    case failure(AlpacaErrorNumber, String)
}

extension AlpacaResponseError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .empty: "the answer is empty"
        case .notJSON(isHTML: true): "the answer is a web page"
        case .notJSON(isHTML: false): "the answer is not JSON"
        case .notAnAnswer: "the answer is JSON of another kind"
        case .tooDeep: "the answer is nested too deeply"
        case .notAnImage(let reason): "the answer is no picture: \(reason)"
        case .failure(let number, let message): "the device gave error \(number.rawValue): \(message)"
        }
    }
}
