import Kernel

extension DeviceReader {
    /// Reads members one by one, some side by side; one that the device refuses is absent.
    ///
    /// - Parameter names: Members that are read without parameters.
    /// - Returns: The values by member.
    /// - Throws: `AlpacaError` when the device does not answer or says that it is not connected.
    func values(of names: [String]) async throws(AlpacaError) -> [String: JSONValue] {
        try await answers(names.map { Question($0, $0) })
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
