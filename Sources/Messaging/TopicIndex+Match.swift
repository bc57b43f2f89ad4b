extension TopicIndex {
    /// Calls `body` with the number of each filter that matches, in no order.
    @inline(__always)
    func forEachMatch(_ topic: Topic, _ body: (Int) -> Void) {
        let bytes = topic.text.utf8.span
        // Wildcards at the first level do not see topics that begin with $ (MQTT 5, 4.7.2).
        let isHidden = bytes.count > 0 && bytes[0] == TopicText.dollar
        Self.descend(nodes.span, from: 0, 0, bytes, at: 0, isHidden: isHidden, body)
    }

    /// Follows the literal levels in a loop and itself for `+`: at most as deep as a filter has levels.
    private static func descend(
        _ nodes: Span<Node>, from start: Int, _ way: UInt64, _ bytes: Span<UInt8>, at begin: Int, isHidden: Bool,
        _ body: (Int) -> Void
    ) {
        var place = start
        var path = way
        var offset = begin
        var isHidden = isHidden
        while true {
            // `a/#` matches `a` too.
            if nodes[place].below >= 0, !isHidden { body(Int(nodes[place].below)) }
            guard offset <= bytes.count else {
                if nodes[place].exact >= 0 { body(Int(nodes[place].exact)) }
                return
            }
            let plusPath = LevelPart.plus.path(below: path)
            if nodes[place].hasPlus, !isHidden, let plus = find(nodes, plusPath, below: nodes[place].id, .plus) {
                var next = offset
                LevelPart.skipLevel(bytes, at: &next)
                descend(nodes, from: plus, plusPath, bytes, at: next, isHidden: false, body)
            }
            var part: LevelPart
            repeat {
                guard nodes[place].literals > 0 else { return }
                part = LevelPart(bytes, at: &offset)
                path = part.path(below: path)
                guard let child = find(nodes, path, below: nodes[place].id, part) else { return }
                place = child
            } while part.mark == .continues
            isHidden = false
        }
    }
}
