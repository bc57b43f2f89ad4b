import Kernel

/// What a field of a request holds, and with it what must be refused there.
enum BadInputKind: Sendable {
    /// The id of a thing that must exist.
    case reference
    /// An id that only selects.
    case id
    /// The name of a thing: people read it, so it must not show as another.
    case label
    /// A word, an address or a number in words that has a form of its own.
    case formed
    /// The address of a mailbox.
    case email
    /// A name to look up.
    case sought
    /// Words about a thing.
    case prose
    /// Text of any form: a password, a token.
    case text
    /// A password from now on: it must be one that can be hashed whole.
    case newPassword
    /// A position or the name of one.
    case indexOrName
    /// One of a few words or their numbers.
    case numberedChoice
    /// A number in a range.
    case number
    /// A number of any size.
    case anyNumber
    /// A whole number in a range.
    case whole
    /// A whole number of 32 bits.
    case anyWhole
    /// True or false.
    case truth
    /// A list.
    case list
    /// A list of names to look up.
    case names
    /// A list of words that have a form of their own.
    case words
    /// An object.
    case object
    /// JSON of any shape.
    case anything

    /// What must be refused with the name of the field, as JSON.
    var refused: [String] { misfits + [Self.zero, "[\(Self.zero)]", #"{"a":\#(Self.zero)}"#, #"{\#(Self.zero):1}"#] }

    private var misfits: [String] {
        switch self {
        case .reference, .id, .formed: Self.noText + Self.hostile + Self.unreadable + [#""""#]
        case .email:
            Self.noText + Self.hostile + Self.unreadable + [
                #""""#, #""x\u202ey@example.org""#, #""x@exa\u2066mple.org""#, #""x\u0007y@example.org""#,
            ]
        case .label, .sought: Self.noText + Self.unreadable + [#""""#, #"" led by a space""#, #""two\nlines""#]
        case .prose: Self.noText + Self.unreadable
        case .text: Self.noText
        case .newPassword: Self.noText + [#""""#, Self.oversized, Self.longPassword]
        case .indexOrName: ["true", "{}", "[]", "-1", "1.5"] + Self.unreadable
        case .numberedChoice: ["7", "-1", "true", "{}", "[]"] + Self.hostile
        case .number: Self.noNumber + ["1e300", "-1e300"]
        case .anyNumber: Self.noNumber
        case .whole: Self.noNumber + ["1.5", "-5", "1e300", "99999999999999999999"]
        case .anyWhole: Self.noNumber + ["1.5", "1e300", "99999999999999999999", "2147483648"]
        case .truth: [#""yes""#, "1", "{}", "[]", Self.oversized]
        case .list: Self.noList
        case .names: Self.noList + (Self.unreadable + ["7", #""""#]).map { "[\($0)]" }
        case .words: Self.noList + (Self.unreadable + Self.hostile + ["7", #""""#]).map { "[\($0)]" }
        case .object: [#""x""#, "7", "[]", "true"] + Self.unreadableObjects
        case .anything: []
        }
    }

    /// What may be taken or refused, as the field likes, but must do no harm.
    var tolerated: [String] {
        switch self {
        case .label, .sought, .prose, .indexOrName: Self.hostile
        case .names: Self.hostile.map { "[\($0)]" }
        case .text: Self.hostile + Self.unreadable
        case .newPassword: Self.hostile + [Self.controlled, Self.turned]
        case .anything: Self.hostile + Self.unreadable + ["{}", "[]", "null", "1e300"]
        case .object: [#"{"a'; drop table users;--":{"b":["c"]}}"#, #"{"a":"two\nlines"}"#]
        case .anyNumber: ["1e300", "-1e300"]
        default: []
        }
    }

    /// What is no JSON, or no text: refused as a whole.
    static let malformed = [
        #""\ud800""#, #""a\udc00b""#, "NaN", "Infinity", "1e999", "0x10", "'x'", #""raw control"# + "\u{1}" + #"""#,
    ]

    private static let noText = ["7", "true", "{}", "[]"]
    private static let noList = [#""x""#, "7", "{}", "true", "[{}]", "[[]]"]
    private static let noNumber = [#""five""#, #""'; drop table users;--""#, "true", "{}", "[]"]
    private static let hostile = [
        #""'; drop table users;--""#, #""1 or 1=1""#, #""../../etc/passwd""#, #""${jndi:x}""#, #""%s%n""#,
    ]
    private static let unreadable = [oversized, controlled, turned]
    private static let unreadableObjects: [String] = unreadable.flatMap { text -> [String] in
        [#"{"a":\#(text)}"#, #"{"a":{"b":["c",\#(text)]}}"#, #"{\#(text):1}"#]
    }
    /// More than the 72 bytes of which bcrypt takes notice.
    private static let longPassword = "\"" + String(repeating: "correct horse ", count: 6) + "\""
    static let oversized = "\"" + String(repeating: "x", count: 100_000) + "\""
    private static let zero = #""a\u0000b""#
    static let controlled = #""a\u0007b\u001b[2J""#
    static let turned = #""a\u202eb\u2066c""#
}
