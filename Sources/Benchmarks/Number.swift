/// The smallest request and the smallest response.
struct Number: Codable, Sendable {
    /// The number.
    let value: Int
}
