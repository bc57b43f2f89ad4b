import Alpaca
import Kernel

extension DeviceReader {
    /// Reads members one by one, some side by side; one that the device refuses is absent.
    ///
    /// - Parameter names: Members that are read without parameters.
    /// - Returns: The values by member.
    /// - Throws: `AlpacaError` when the device does not answer or says that it is not connected.
    func values(of names: [String]) async throws(AlpacaError) -> [String: JSONValue] {
        do {
            return try await withDeadline(limit, "the read", time: time) { try await gather(names) }
        } catch {
            throw Self.failure(error, limit)
        }
    }

    private func gather(_ names: [String]) async throws -> [String: JSONValue] {
        var waiting = names[...]
        var values: [String: JSONValue] = [:]
        try await withThrowingTaskGroup(of: (String, JSONValue?).self) { group in
            func addNext() {
                guard let name = waiting.popFirst() else { return }
                group.addTask { (name, try await valueIfAny(of: name)) }
            }
            for _ in 0..<Self.most { addNext() }
            while let (name, value) = try await group.next() {
                values[name] = value
                addNext()
            }
        }
        return values
    }

    private func valueIfAny(of name: String) async throws(AlpacaError) -> JSONValue? {
        do {
            return try await client.call(name, .get, on: address, within: limit)
        } catch {
            guard error.isAnswer, !error.isNotConnected else { throw error }
            return nil
        }
    }
}

extension [String: JSONValue] {
    /// A whole number that an interface of 32 bits can hold, from a bound on.
    func count(_ member: String, from least: Int = .min) -> Int? {
        guard let value = self[member]?.whole.flatMap({ Int32(exactly: $0) }), Int(value) >= least else { return nil }
        return Int(value)
    }

    /// A finite number above a bound.
    func number(_ member: String, above bound: Double = -.infinity) -> Double? {
        guard let value = self[member]?.double, value.isFinite, value > bound else { return nil }
        return value
    }

    /// Texts, where all elements are.
    func texts(_ member: String) -> [String]? {
        guard let texts = self[member]?.elements?.map(\.text), !texts.isEmpty, !texts.contains(nil) else { return nil }
        return texts.compactMap(\.self).map { String($0.prefix(255)) }
    }
}
