import Kernel
import Supervision
import Testing

@Suite struct RestartWindowTests {
    private let policy = RestartPolicy(most: 2, within: .seconds(10), backoff: Backoff(jitter: 0))

    @Test func theThirdFailureInsideTheWindowGivesUp() {
        var window = RestartWindow()
        for second in 0..<2 { _ = window.failed(at: .seconds(second), policy: policy) }
        #expect(window.failed(at: .seconds(2), policy: policy) == .giveUp)
    }

    @Test(arguments: [(0, 11), (5, 16)])
    func failuresOutsideTheWindowAreForgotten(first: Int, second: Int) {
        var window = RestartWindow()
        _ = window.failed(at: .seconds(first), policy: policy)
        #expect(window.failed(at: .seconds(second), policy: policy) == .restart(after: .milliseconds(100)))
    }

    @Test func theWaitGrowsWithTheFailuresInTheWindow() {
        var window = RestartWindow()
        #expect(window.failed(at: .zero, policy: policy) == .restart(after: .milliseconds(100)))
        #expect(window.failed(at: .seconds(1), policy: policy) == .restart(after: .milliseconds(200)))
    }

    @Test func theSixthFailureInAMinuteGivesUpByDefault() {
        var window = RestartWindow()
        for second in 0..<5 {
            #expect(window.failed(at: .seconds(second), policy: RestartPolicy()) != .giveUp)
        }
        #expect(window.failed(at: .seconds(60), policy: RestartPolicy()) == .giveUp)
    }
}
