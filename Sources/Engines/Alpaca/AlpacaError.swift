public import Alpaca
import Kernel

/// What went wrong between the client and a device.
public enum AlpacaError: Error, Sendable {
    /// No connection to the server, or it was lost.
    case unreachable(any Error)
    /// The server is outside of the networks where servers may be; it was not called.
    case outside
    /// No answer within the deadline.
    case timeout(Duration)
    /// The caller gave up.
    case cancelled
    /// An HTTP status other than 200, with the beginning of its text.
    case status(Int, String)
    /// The server sent the client elsewhere; redirects are not followed.
    case redirected(Int)
    /// The body is larger than any answer of this kind.
    case tooLarge(limit: Int)
    /// The body is no Alpaca answer.
    case notAnAnswer(AlpacaResponseError)
    /// The device answered with an error of its own.
    case device(AlpacaErrorNumber, String)
    /// The answer's value is missing, of another type, or not a number.
    case unusableValue(member: String)
    /// The interface has no such member, or not with such arguments: a fault of the caller's code.
    case noSuchMember(String)
}

extension AlpacaError {
    /// What is wrong with an answer, or what the device says there.
    init(_ error: AlpacaResponseError) {
        switch error {
        case .failure(let number, let message): self = .device(number, String(message.prefix(300)))
        default: self = .notAnAnswer(error)
        }
    }

    /// Whether the device itself answered: its server is there and speaks Alpaca.
    public var isAnswer: Bool {
        switch self {
        case .device, .unusableValue: true
        // 400 means "not understood": an old server's way to say that it lacks a member.
        case .status(let status, _): (400..<500).contains(status)
        default: false
        }
    }

    /// Whether the device said that it is not connected.
    var isNotConnected: Bool {
        guard case .device(.notConnected, _) = self else { return false }
        return true
    }
}

extension AlpacaError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What happened in words that may be shown.
    public var description: String {
        switch self {
        case .unreachable: "the server cannot be reached"
        case .outside: "the server is outside of the networks where Alpaca servers may be"
        case .timeout(let limit): "no answer within \(limit.seconds) s"
        case .cancelled: "the request was cancelled"
        case .status(let status, _): "the server answered with status \(status)"
        case .redirected(let status): "the server answered with a redirect (\(status))"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .notAnAnswer(let why): "not an Alpaca answer: \(why)"
        case .device(let number, let message):
            "the device says: \(message.isEmpty ? "error \(number.rawValue)" : message)"
        case .unusableValue(let member): "the device gave no usable value for \(member)"
        case .noSuchMember(let member): "no member \(member) with these arguments"
        }
    }

    /// For logs: with the cause.
    public var debugDescription: String {
        switch self {
        case .unreachable(let cause): "\(description) (\(String(reflecting: cause)))"
        case .status(_, let text) where !text.isEmpty: "\(description): \(text)"
        case .device(let number, _): "\(description) (0x\(String(number.rawValue, radix: 16)))"
        default: description
        }
    }
}
