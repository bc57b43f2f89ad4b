import Testing

@testable import MQTT

@Suite struct ProbeWindowTests {
    @Test func threeUnansweredRoundTripsAreTooMany() {
        var window = ProbeWindow(interval: .seconds(2), now: .zero)
        let decisions = (0...8).map { window.decide(at: .seconds($0)) }
        #expect(decisions == [.wait, .wait, .send, .wait, .send, .wait, .send, .wait, .giveUp])
    }

    @Test func anAnswerStartsTheCountAgainAndIsTimed() {
        var window = ProbeWindow(interval: .seconds(2), now: .zero)
        for second in [2, 4, 6] { #expect(window.decide(at: .seconds(second)) == .send) }
        #expect(window.answered(at: .seconds(7)) == .seconds(1))
        for second in [8, 10, 12] { #expect(window.decide(at: .seconds(second)) == .send) }
        window.heard()
        #expect(window.decide(at: .seconds(14)) == .send)
    }
}
