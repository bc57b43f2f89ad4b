/// The tree of filters without their values: it gives each filter a number.
///
/// All nodes lie in one open-addressed table, placed by the hash of their path and told apart by parent and part: a
/// step down is one look-up in flat memory, whatever the number of filters, and a match allocates nothing.
struct TopicIndex: Sendable {
    /// A place in the tree, or an empty place in the table.
    struct Node {
        /// The hash of the way from the root.
        var path: UInt64 = 0
        /// What the parent calls it.
        var part = LevelPart.plus
        /// Whether there is a child `+`.
        var hasPlus = false
        /// The node's own number; 0 is the root, and marks empty places.
        var id: UInt32 = 0
        /// The number of the node above.
        var parent: UInt32 = 0
        /// The number of the filter that ends here, or -1.
        var exact: Int32 = -1
        /// The number of the filter that ends below with `#`, or -1.
        var below: Int32 = -1
        /// How many children there are beside `+`.
        var literals: Int32 = 0

        /// Whether nothing needs the node.
        var isIdle: Bool { exact < 0 && below < 0 && literals == 0 && !hasPlus }
    }

    /// The root, then the table, whose size is a power of two.
    private(set) var nodes = [Node](repeating: Node(), count: 1 + 16)
    private var used = 0
    private var retired: [UInt32] = []

    /// The place of a child.
    ///
    /// - Parameters:
    ///   - nodes: The root and the table.
    ///   - path: The hash of the way to it.
    ///   - parent: The number of the node above.
    ///   - part: What it is called there.
    /// - Returns: Its place in `nodes`, or nothing.
    @inline(__always)
    static func find(_ nodes: Span<Node>, _ path: UInt64, below parent: UInt32, _ part: LevelPart) -> Int? {
        let mask = nodes.count - 2
        var place = Int(truncatingIfNeeded: path) & mask
        // At least half of the places is empty, so this ends.
        while nodes[place + 1].id != 0 {
            if nodes[place + 1].parent == parent, nodes[place + 1].part == part { return place + 1 }
            place = (place + 1) & mask
        }
        return nil
    }

    /// The number of a filter, or nothing when it has none.
    func number(of filter: TopicFilter) -> Int? {
        let path = Path(filter)
        let places = places(of: path)
        guard places.count == path.parts.count + 1, let last = places.last else { return nil }
        let number = path.endsWithHash ? nodes[last].below : nodes[last].exact
        return number < 0 ? nil : Int(number)
    }

    /// Gives a filter a number; the one it had is forgotten.
    mutating func set(_ number: Int, for filter: TopicFilter) {
        let path = Path(filter)
        while (used + path.parts.count) * 2 > nodes.count - 1 { grow() }
        var place = 0
        for part in path.parts {
            let parent = nodes[place].id
            let way = part.path(below: nodes[place].path)
            if let child = Self.find(nodes.span, way, below: parent, part) {
                place = child
                continue
            }
            if part.mark == .plus { nodes[place].hasPlus = true } else { nodes[place].literals += 1 }
            used += 1
            place = put(Node(path: way, part: part, id: retired.popLast() ?? UInt32(used), parent: parent))
        }
        if path.endsWithHash { nodes[place].below = Int32(number) } else { nodes[place].exact = Int32(number) }
    }

    /// Forgets a filter's number, and the nodes that only led there.
    mutating func remove(_ filter: TopicFilter) {
        let path = Path(filter)
        var places = places(of: path)
        guard places.count == path.parts.count + 1, let last = places.last else { return }
        if path.endsWithHash { nodes[last].below = -1 } else { nodes[last].exact = -1 }
        while let place = places.popLast(), let parent = places.last, nodes[place].isIdle {
            if nodes[place].part.mark == .plus { nodes[parent].hasPlus = false } else { nodes[parent].literals -= 1 }
            retired.append(nodes[place].id)
            used -= 1
            clear(place)
            // Other nodes may have moved up.
            places = self.places(of: Path(path, first: places.count - 1))
        }
    }

    /// The root and the nodes down the path, as far as they exist.
    private func places(of path: Path) -> [Int] {
        var places = [0]
        for part in path.parts {
            let parent = nodes[places.last ?? 0]
            let way = part.path(below: parent.path)
            guard let place = Self.find(nodes.span, way, below: parent.id, part) else { break }
            places.append(place)
        }
        return places
    }

    private mutating func put(_ node: Node) -> Int {
        let mask = nodes.count - 2
        var place = Int(truncatingIfNeeded: node.path) & mask
        while nodes[place + 1].id != 0 { place = (place + 1) & mask }
        nodes[place + 1] = node
        return place + 1
    }

    /// Empties a place and moves up what a look-up could no longer reach (Knuth, 6.4, algorithm R).
    private mutating func clear(_ place: Int) {
        let mask = nodes.count - 2
        var hole = place - 1
        var next = (hole + 1) & mask
        while nodes[next + 1].id != 0 {
            let home = Int(truncatingIfNeeded: nodes[next + 1].path) & mask
            if (next - home) & mask >= (next - hole) & mask {
                nodes[hole + 1] = nodes[next + 1]
                hole = next
            }
            next = (next + 1) & mask
        }
        nodes[hole + 1] = Node()
    }

    private mutating func grow() {
        let old = nodes
        nodes = [Node](repeating: Node(), count: 1 + (old.count - 1) * 2)
        nodes[0] = old[0]
        for node in old.dropFirst() where node.id != 0 { _ = put(node) }
    }
}

extension TopicIndex {
    /// A filter in the parts that the tree knows.
    struct Path {
        /// The way down, without `#`.
        private(set) var parts: [LevelPart] = []
        /// Whether the filter means everything from there on.
        private(set) var endsWithHash = false

        /// Takes a filter apart.
        init(_ filter: TopicFilter) {
            let bytes = filter.text.utf8.span
            var offset = 0
            while offset <= bytes.count {
                switch offset < bytes.count ? bytes[offset] : TopicText.separator {
                case TopicText.hash:
                    endsWithHash = true
                    return
                case TopicText.plus:
                    parts.append(.plus)
                    offset += 2
                default:
                    parts.append(LevelPart(bytes, at: &offset))
                }
            }
        }

        /// The upper end of a path.
        init(_ path: Path, first count: Int) {
            parts = Array(path.parts.prefix(count))
        }
    }
}
