import Kernel

/// `success` and, beside it, the fields of the response or of the failure.
struct WireOutcome: Encodable {
    let outcome: Reply.Outcome
    let withContent: Bool

    private enum Key: String, CodingKey {
        case success, code, error, details
    }

    func encode(to encoder: any Encoder) throws {
        if case .success(let response) = outcome, withContent { try response.encode(to: encoder) }
        var fields = encoder.container(keyedBy: Key.self)
        switch outcome {
        case .success:
            try fields.encode(true, forKey: .success)
        case .failure(let error):
            try fields.encode(false, forKey: .success)
            try fields.encode(error.code, forKey: .code)
            try fields.encode(error.message, forKey: .error)
            guard withContent, !error.details.isEmpty else { return }
            try fields.encode(error.details, forKey: .details)
        }
    }
}
