import Alpaca
import AlpacaEngines
import Kernel

/// A setting of a device that a request may name.
struct DeviceSetting: Sendable {
    /// The request's field.
    let field: String
    /// The parameter; in lower case the member that is written and read.
    let parameter: String
    /// What it is to be; nil leaves it.
    let value: AlpacaArgument?
    /// How far what the device says may be from what it was told.
    let tolerance: Double

    /// Describes a setting.
    init(_ field: String, _ parameter: String, _ value: AlpacaArgument?, tolerance: Double = 0) {
        self.field = field
        self.parameter = parameter
        self.value = value
        self.tolerance = tolerance
    }

    /// The member that is written and read.
    var member: String { parameter.lowercased() }

    /// Whether a device says what it was told.
    func isConfirmed(by said: JSONValue) -> Bool { value?.isShown(by: said, within: tolerance) ?? (value == nil) }
}
