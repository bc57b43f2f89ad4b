import Hummingbird

/// A request that is not understood: an HTTP status and a text for people.
struct Refusal: Error {
    /// The status.
    let status: HTTPResponse.Status
    /// What is wrong.
    let text: String
    /// The methods that would be understood, for 405.
    let allowed: String?

    /// Refuses what is not understood with 400.
    init(_ text: String) { self.init(.badRequest, text) }

    /// Refuses with a status.
    init(_ status: HTTPResponse.Status, _ text: String, allowed: String? = nil) {
        self.status = status
        self.text = text
        self.allowed = allowed
    }

    /// The answer: plain text, never JSON (ASCOM Alpaca API Reference, HTTP status codes).
    var response: Response {
        var response = Response.text(status, text)
        if let allowed { response.headers[.allow] = allowed }
        return response
    }
}
