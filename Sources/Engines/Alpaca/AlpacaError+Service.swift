import Alpaca
public import Kernel

extension ServiceError {
    /// The one mapping from a device's failure to what a caller is told.
    public init(_ error: AlpacaError, device: String = "device") {
        switch error {
        case .timeout: self.init(.timeout, "\(device): \(error)", cause: error)
        case .cancelled: self.init(.cancelled, "\(device): \(error)", cause: error)
        case .outside:
            self.init(
                .invalidState, "\(device): \(error)", details: ["setting": "alpaca_allowed_networks"], cause: error)
        case .unreachable, .redirected, .tooLarge, .notAnAnswer, .unusableValue:
            self.init(.unavailable, "\(device): \(error)", cause: error)
        // 400: the server does not understand; 401 and 403: it wants a password we do not have.
        case .status(let status, _) where status == 400 || status == 404 || status == 405:
            self.init(.invalidState, "\(device): the device cannot do this (status \(status))", cause: error)
        case .status: self.init(.unavailable, "\(device): \(error)", cause: error)
        case .noSuchMember: self.init(.internal, "something went wrong inside", cause: error)
        case .device(let number, let message): self.init(number, message, device: device, cause: error)
        }
    }

    private init(_ number: AlpacaErrorNumber, _ message: String, device: String, cause: AlpacaError) {
        let said = message.isEmpty ? "" : ": \(message)"
        let facts: [String: JSONValue] = ["error_number": .integer(Int64(number.rawValue))]
        switch number {
        case .notConnected:
            let cure: JSONValue = "telescope/device/connect"
            self.init(
                .invalidState, "\(device): the device is not connected\(said)",
                details: facts.merging(["cure": cure]) { $1 }, cause: cause)
        case .parked:
            let cure: JSONValue = "telescope/control/unpark"
            self.init(
                .invalidState, "\(device): the device is parked\(said)", details: facts.merging(["cure": cure]) { $1 },
                cause: cause)
        case .invalidValue:
            self.init(
                .invalidRequest, "\(device): the device refuses the value\(said)", details: facts, cause: cause)
        case .notImplemented, .actionNotImplemented:
            self.init(.invalidState, "\(device): the device cannot do this\(said)", details: facts, cause: cause)
        case .invalidOperation, .valueNotSet, .slaved:
            self.init(.invalidState, "\(device): the device cannot do this now\(said)", details: facts, cause: cause)
        case .operationCancelled:
            self.init(.cancelled, "\(device): the device cancelled the operation\(said)", details: facts, cause: cause)
        default:
            self.init(.unavailable, "\(device): the device failed\(said)", details: facts, cause: cause)
        }
    }
}
