import Alpaca

extension AlpacaMember {
    /// Parameters that a server must understand.
    var goodFields: ProtocolClient.Fields {
        parameters.map { ($0.name, Self.goodText($0)) }
    }

    /// The parameters with one of them in the other casing.
    func fields(invertingNameOf index: Int) -> ProtocolClient.Fields {
        goodFields.enumerated().map {
            ($0.offset == index ? Self.inverted($0.element.name) : $0.element.name, $0.element.value)
        }
    }

    /// The parameters with another text for one of them.
    func fields(replacing index: Int, by text: String) -> ProtocolClient.Fields {
        goodFields.enumerated().map { ($0.element.name, $0.offset == index ? text : $0.element.value) }
    }

    /// The parameters without one of them.
    func fields(without index: Int) -> ProtocolClient.Fields {
        goodFields.enumerated().filter { $0.offset != index }.map(\.element)
    }

    /// Texts that are not of a parameter's type.
    static func badTexts(for parameter: Parameter) -> [String] {
        switch parameter.type {
        case .bool: ["", "yes", "1", "truee"]
        case .integer: ["", "abc", "1.5", "99999999999", "0x10"]
        case .double: ["", "abc", "1,5", "nan", "inf", "0x1p3"]
        case .date: ["", "yesterday", "2026-13-01T00:00:00Z"]
        default: []
        }
    }

    static func inverted(_ name: String) -> String {
        String(name.map { Character($0.isUppercase ? $0.lowercased() : $0.uppercased()) })
    }

    private static func goodText(_ parameter: Parameter) -> String {
        switch (parameter.type, parameter.name) {
        case (.bool, "Connected"): "true"
        case (.bool, _): "fAlsE"
        case (.double, _): "0.5"
        case (.integer, "BinX"), (.integer, "BinY"), (.integer, "NumX"), (.integer, "NumY"): "1"
        case (.integer, _): "0"
        case (.date, _): "2026-01-02T03:04:05.1234567Z"
        case (.string, "SensorName"): "Temperature"
        case (.string, "Action"): "NoSuchAction"
        case (.string, _): "a text with & and ="
        default: ""
        }
    }
}
