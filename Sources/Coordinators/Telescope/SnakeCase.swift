/// Names of ASCOM as the wire of this program writes them.
enum SnakeCase {
    /// A PascalCase name in snake_case: `RightAscension` is `right_ascension`, `CCDTemperature` is `ccd_temperature`, and
    /// `GetSwitchValue3` is `switch_value_3`.
    static func text(_ name: String) -> String {
        let name = name.hasPrefix("GetSwitch") ? name.dropFirst("Get".count) : name[...]
        var text = ""
        var previous: Character?
        var index = name.startIndex
        while index < name.endIndex {
            let character = name[index]
            let following = name.index(after: index)
            let next = following < name.endIndex ? name[following] : nil
            if let previous, begins(character, after: previous, before: next) { text += "_" }
            text += character.lowercased()
            previous = character
            index = following
        }
        return text
    }

    // A word begins at a capital after a small letter, at the last capital of several, and at a number.
    private static func begins(_ character: Character, after previous: Character, before next: Character?) -> Bool {
        if character.isNumber { return !previous.isNumber }
        guard character.isUppercase else { return false }
        return !previous.isUppercase || next?.isLowercase == true
    }
}
