import Yams

extension SectionReader {
    /// The text of a key's value, as written, with environment variables put in.
    /// - Parameters:
    ///   - key: The key.
    ///   - example: A value for the cure.
    ///   - fault: What is wrong with a text, nil if nothing.
    /// - Returns: The text, nil when it is absent or wrong.
    func text(_ key: String, example: String, fault: (String) -> String? = { _ in nil }) -> String? {
        guard let node = node(key) else { return nil }
        return text(of: node, key, example, fault)
    }

    /// The texts of a list; a single text is a list of one.
    func texts(_ key: String, example: String, fault: (String) -> String? = { _ in nil }) -> [String] {
        guard let node = node(key) else { return [] }
        return (node.sequence.map(Array.init) ?? [node]).compactMap { text(of: $0, key, example, fault) }
    }

    /// One of the values of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice? where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue)
        let text = text(key, example: names.first ?? "") { text in
            guard !names.contains(text) else { return nil }
            return "must be one of \(names.joined(separator: ", "))"
        }
        return text.flatMap(Choice.init)
    }

    /// A whole number within a range.
    func whole(_ key: String, in range: ClosedRange<Int>, example: Int) -> Int? {
        guard let node = node(key) else { return nil }
        guard let (text, isQuoted) = expanded(node, key, "\(example)") else { return nil }
        guard !isQuoted, let value = Int(text) else {
            note(
                key, "must be a whole number\(isQuoted ? " without quotes" : "")", at: node,
                cure: cure(key, "\(example)"))
            return nil
        }
        guard range.contains(value) else {
            note(
                key, "must be from \(range.lowerBound) to \(range.upperBound)", at: node, cure: cure(key, "\(example)"))
            return nil
        }
        return value
    }

    /// A duration within a range, such as `10s`.
    func duration(_ key: String, in range: ClosedRange<Duration>, example: String) -> Duration? {
        guard let node = node(key) else { return nil }
        guard let (text, _) = expanded(node, key, example) else { return nil }
        guard let value = Duration(setting: text) else {
            note(key, "must be a duration such as 10s, 5m or a number of seconds", at: node, cure: cure(key, example))
            return nil
        }
        guard range.contains(value) else {
            note(
                key, "must be from \(range.lowerBound.settingText) to \(range.upperBound.settingText)", at: node,
                cure: cure(key, example))
            return nil
        }
        return value
    }

    private func cure(_ key: String, _ example: String) -> String { "write for example \(key): \(example)" }

    private func text(of node: Node, _ key: String, _ example: String, _ fault: (String) -> String?) -> String? {
        guard let (text, _) = expanded(node, key, example) else { return nil }
        guard let fault = text.isEmpty ? "must not be empty" : fault(text) else { return text }
        note(key, fault, at: node, cure: cure(key, example))
        return nil
    }

    /// A scalar's text with its variables put in, and whether it was in quotes as it stands.
    private func expanded(_ node: Node, _ key: String, _ example: String) -> (text: String, isQuoted: Bool)? {
        guard let scalar = node.scalar else {
            note(key, "is \(Self.kind(of: node)), a single value is wanted", at: node, cure: cure(key, example))
            return nil
        }
        do {
            let text = try EnvironmentText.expand(scalar.string, reading.environment)
            return (text, scalar.style != .plain && text == scalar.string)
        } catch {
            let (message, cure) = Self.meaning(of: error)
            note(key, message, at: node, cure: cure)
            return nil
        }
    }

    private static func meaning(of failure: EnvironmentText.Failure) -> (message: String, cure: String) {
        switch failure {
        case .notSet(let name):
            ("names the environment variable \(name), which is not set", "set \(name), or write the value itself")
        case .notClosed:
            ("has a ${ without a }", "write ${NAME}, or $${ for the letters themselves")
        case .notAName(let name):
            ("has ${\(name)}, which is no name of a variable", "write ${NAME}, or $${ for the letters themselves")
        }
    }
}
