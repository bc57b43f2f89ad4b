/// Why the broker or the library did not do what was asked.
public enum MQTTError: Error, Sendable, Hashable {
    /// There is no connection, and the message may not wait for one.
    case notConnected
    /// The connection ended; the reason code is the broker's, if it gave one.
    case connectionLost(reasonCode: UInt8?)
    /// The connection could not be made; the detail is for logs.
    case connectFailed(MQTTAddress, detail: String)
    /// The broker did not answer in time.
    case connectTimeout(MQTTAddress)
    /// The broker said no, with an MQTT 5 reason code of 0x80 or more.
    case refused(reasonCode: UInt8)
    /// The broker did not answer the client's own round trips.
    case brokerHangs
    /// The deadline passed before the broker acknowledged.
    case expired
    /// Too much waits already; the oldest was dropped.
    case queueFull
    /// A later message on the same topic took this one's place.
    case superseded
    /// The broker takes no message of this size.
    case tooLarge
    /// The topic, the filter, a property or the configuration is not valid.
    case invalid(String)
    /// The client was stopped.
    case stopped
    /// The waiting task was cancelled.
    case cancelled
    /// Anything else the library reports, by its number.
    case library(Int32)
}

extension MQTTError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to show.
    public var description: String {
        switch self {
        case .notConnected: "not connected to a broker"
        case .connectionLost: "the connection to the broker was lost"
        case .connectFailed: "the broker cannot be reached"
        case .connectTimeout: "the broker does not answer"
        case .refused(let code): "the broker refused: \(MosquittoLibrary.reason(code))"
        case .brokerHangs: "the broker does not answer"
        case .expired: "the message was not delivered in time"
        case .queueFull: "too many messages wait for the broker"
        case .superseded: "a later message took the place of this one"
        case .tooLarge: "the message is too large for the broker"
        case .invalid(let what): what
        case .stopped: "the broker connection is closed"
        case .cancelled: "the work was cancelled"
        case .library: "the broker connection failed"
        }
    }

    /// For logs: with addresses, codes and the library's words.
    public var debugDescription: String {
        switch self {
        case .connectFailed(let address, let detail): "\(description): \(address): \(detail)"
        case .connectTimeout(let address): "\(description): \(address)"
        case .connectionLost(let code?): "\(description): \(MosquittoLibrary.reason(code)) (\(code))"
        case .refused(let code): "\(description) (\(code))"
        case .library(let code): "\(description): \(MosquittoLibrary.text(ofError: code)) (\(code))"
        default: description
        }
    }
}
