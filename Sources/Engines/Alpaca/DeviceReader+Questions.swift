import Alpaca
import Kernel

extension DeviceReader {
    /// Something to read of a device.
    struct Question: Sendable {
        let key: String
        let member: String
        let arguments: [String: AlpacaArgument]

        init(_ key: String, _ member: String, _ arguments: [String: AlpacaArgument] = [:]) {
            self.key = key
            self.member = member
            self.arguments = arguments
        }
    }

    /// Reads members one by one, some side by side; one that the device refuses is absent.
    ///
    /// - Parameter questions: What to read.
    /// - Returns: The values by key.
    /// - Throws: `AlpacaError` when the device does not answer or says that it is not connected.
    func answers(_ questions: [Question]) async throws(AlpacaError) -> [String: JSONValue] {
        do {
            return try await withDeadline(limit, "the read", time: time) { try await gather(questions) }
        } catch {
            throw Self.failure(error, limit)
        }
    }

    private func gather(_ questions: [Question]) async throws -> [String: JSONValue] {
        var waiting = questions[...]
        var values: [String: JSONValue] = [:]
        try await withThrowingTaskGroup(of: (String, JSONValue?).self) { group in
            func addNext() {
                guard let question = waiting.popFirst() else { return }
                group.addTask { (question.key, try await answerIfAny(to: question)) }
            }
            for _ in 0..<Self.most { addNext() }
            while let (key, value) = try await group.next() {
                values[key] = value
                addNext()
            }
        }
        return values
    }

    private func answerIfAny(to question: Question) async throws(AlpacaError) -> JSONValue? {
        do {
            return try await client.call(question.member, .get, on: address, question.arguments, within: limit)
        } catch {
            guard error.isAnswer, !error.isNotConnected else { throw error }
            return nil
        }
    }
}
