import Alpaca
import Kernel

extension AlpacaClient {
    /// Reads a truth value.
    public func bool(_ name: String, of address: AlpacaAddress, within limit: Duration) async throws(AlpacaError)
        -> Bool
    {
        guard let value = try await call(name, .get, on: address, within: limit).boolean else {
            throw .unusableValue(member: name)
        }
        return value
    }

    /// Reads a whole number.
    public func integer(_ name: String, of address: AlpacaAddress, within limit: Duration) async throws(AlpacaError)
        -> Int64
    {
        guard let value = try await call(name, .get, on: address, within: limit).whole else {
            throw .unusableValue(member: name)
        }
        return value
    }

    /// Reads a text.
    public func text(_ name: String, of address: AlpacaAddress, within limit: Duration) async throws(AlpacaError)
        -> String
    {
        guard let value = try await call(name, .get, on: address, within: limit).text else {
            throw .unusableValue(member: name)
        }
        return value
    }
}
