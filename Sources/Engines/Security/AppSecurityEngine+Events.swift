public import Contracts

extension AppSecurityEngine {
    /// What happens to tokens from now on, for administrators; one listener, the last who asked.
    public func events() -> AsyncStream<SecurityEvent> { outlet.events() }
}
