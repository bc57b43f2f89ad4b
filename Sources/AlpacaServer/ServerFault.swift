public import Kernel

/// One way to misbehave.
public enum ServerFault: Sendable, Equatable {
    /// The call is done and answered, but late.
    case delay(Duration)
    /// The call is not done and the client waits in vain.
    case noAnswer
    /// The call is done, but the client waits in vain.
    case lostAnswer
    /// The call is not done and the connection is closed.
    case hangUp
    /// The call is not done; an HTTP status with a plain text.
    case status(Int, String)
    /// The call is not done; some text with a type, such as a web page.
    case body(String, contentType: String)
    /// The call is not done; a proper answer with this value, whatever type the member has.
    case value(JSONValue)
    /// The call is not done; a proper answer with this error.
    case error(AlpacaFault)
}
