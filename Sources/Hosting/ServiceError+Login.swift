import Kernel

extension ServiceError {
    /// What an API key is told where only a login will do, whatever its scopes.
    static let loginNeeded = ServiceError.denied(
        "an API key may not do this: log in", details: ["cure": "security/auth/login"])
}
