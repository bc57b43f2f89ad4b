import Synchronization

/// The bytes that must be free; changed while others read.
final class SpaceMinimum: Sendable {
    private let value: Atomic<Int64>

    init(_ bytes: Int64) { value = Atomic(bytes) }

    var bytes: Int64 {
        get { value.load(ordering: .relaxed) }
        set { value.store(newValue, ordering: .relaxed) }
    }
}
