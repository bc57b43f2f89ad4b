import Contracts
import Health
import Kernel
import Messaging
import Settings
import Testing

@testable import MessageCoordination

@Suite struct MessageValuesTests {
    private func diagnostics(in count: Int, out: Int) -> MessageDiagnostics {
        MessageDiagnostics(
            node: "n", uptimeSeconds: 0, broker: .init(connected: true),
            families: ["telescope": .init(in: count, out: out, dropped: 0)])
    }

    @Test func ratesAreCountsOverTime() {
        var meter = RateMeter()
        #expect(meter.rated(diagnostics(in: 5, out: 5), at: .zero).families["telescope"]?.inRate == nil)
        meter.sample(diagnostics(in: 10, out: 0), at: .zero)
        meter.sample(diagnostics(in: 20, out: 0), at: .seconds(10))
        let rated = meter.rated(diagnostics(in: 50, out: 10), at: .seconds(20))
        #expect(rated.families["telescope"]?.inRate == 2)
        #expect(rated.families["telescope"]?.outRate == 0.5)
    }

    @Test func aLossIsToldForAMinute() {
        var window = LossWindow()
        let found1 = window.look(at: 7, now: .zero)
        #expect(found1.status == .healthy)
        let found2 = window.look(at: 8, now: .seconds(1))
        #expect(found2.status == .degraded)
        let found3 = window.look(at: 8, now: .seconds(60))
        #expect(found3.status == .degraded)
        let found4 = window.look(at: 8, now: .seconds(61))
        #expect(found4.status == .healthy)
    }

    @Test(arguments: [(true, true), (false, false)])
    func repliesAreSharedOnLoopbackUnlessSomebodyDecides(onLoopback: Bool, allowed: Bool) throws {
        #expect(SharedReplies.automatic.allows(onLoopback: onLoopback) == allowed)
        #expect(try #require(SharedReplies(setting: true)).allows(onLoopback: onLoopback))
        #expect(try #require(SharedReplies(setting: false)).allows(onLoopback: onLoopback) == false)
        #expect(SharedReplies(setting: "yes") == nil)
    }

    @Test func everySettingAcceptsItsDefault() throws {
        for key in MessageSettings.all { _ = try key.validate(key.defaultValue) }
        #expect(MessageSettings.all.map(\.name).count == 13)
    }
}
