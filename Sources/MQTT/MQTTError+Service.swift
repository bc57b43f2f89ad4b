public import Kernel

extension ServiceError {
    /// What a failure at the broker means to a caller.
    public init(_ error: MQTTError) {
        let code: Code =
            switch error {
            case .notConnected, .connectionLost, .connectFailed, .connectTimeout, .brokerHangs, .queueFull, .stopped:
                .unavailable
            case .refused(let reason):
                switch reason {
                case 0x86: .unauthenticated  // bad user name or password (MQTT 5, 2.4)
                case 0x87: .forbidden  // not authorized
                case 0x90, 0x95, 0x99: .invalidRequest  // topic name, packet size, payload format
                default: .unavailable
                }
            case .expired: .timeout
            case .superseded: .conflict
            case .tooLarge, .invalid: .invalidRequest
            case .cancelled: .cancelled
            case .library: .internal
            }
        self.init(code, error.description, cause: error)
    }
}
