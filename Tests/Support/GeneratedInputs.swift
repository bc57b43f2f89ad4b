import FoundationEssentials

/// How many generated inputs a test tries: ten thousand, or what `BIGSKIES_GENERATED_INPUTS` says.
public enum GeneratedInputs {
    /// The number of inputs.
    public static let count =
        ProcessInfo.processInfo.environment["BIGSKIES_GENERATED_INPUTS"].flatMap(Int.init) ?? 10_000
}
