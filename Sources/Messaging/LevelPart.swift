/// Up to 16 bytes of one level of a topic or filter, as two words that compare in one step; longer levels are chains.
struct LevelPart: Equatable {
    /// What the part is, beside its bytes.
    enum Mark: UInt8 {
        case end
        case continues
        case plus
    }

    private static let mostBytes = 16

    /// The first eight bytes.
    private(set) var low: UInt64 = 0
    /// The next eight.
    private(set) var high: UInt64 = 0
    /// How many bytes there are: zero bytes at the end count.
    private(set) var length: UInt8 = 0
    /// Whether the level goes on in another part.
    private(set) var mark = Mark.end

    /// The part that stands for any level; no topic has it.
    static let plus = LevelPart(mark: .plus)

    private init(mark: Mark) {
        self.mark = mark
    }

    /// Reads the next part.
    ///
    /// - Parameters:
    ///   - bytes: The topic.
    ///   - offset: Where the part begins; moved to the next part or level, beyond the end when there is none.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at offset: inout Int) {
        var length: UInt8 = 0
        while offset < bytes.count, bytes[offset] != TopicText.separator {
            guard length < Self.mostBytes else {
                self.length = length
                mark = .continues
                return
            }
            if length < 8 {
                low |= UInt64(bytes[offset]) &<< UInt64(length &* 8)
            } else {
                high |= UInt64(bytes[offset]) &<< UInt64((length &- 8) &* 8)
            }
            length &+= 1
            offset += 1
        }
        self.length = length
        offset += 1
    }

    /// The hash of a whole path: that of the path above, and this part.
    ///
    /// It needs nothing from the tree, so the processor fetches the next levels before the first has arrived. Fixed
    /// factors suffice: what fills the table are the filters of this program, not what strangers send.
    @inline(__always)
    func path(below parent: UInt64) -> UInt64 {
        let bytes = (low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: high ^ 0xD6E8_FEB8_6659_FD93)
        let rest = UInt64(length) &<< 8 | UInt64(mark.rawValue)
        let mixed = (bytes.high ^ bytes.low ^ rest ^ parent).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return mixed.high ^ mixed.low
    }

    /// Moves an offset from the beginning of a level to the beginning of the next.
    @inline(__always)
    static func skipLevel(_ bytes: Span<UInt8>, at offset: inout Int) {
        while offset < bytes.count, bytes[offset] != TopicText.separator { offset += 1 }
        offset += 1
    }
}
