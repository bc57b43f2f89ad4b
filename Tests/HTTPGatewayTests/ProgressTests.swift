import Support
import Testing

@testable import HTTPGateway

struct ProgressTests {
    @Test func aClientThatTakesNothingForAMinuteStalls() async {
        let time = ManualTime()
        let progress = Progress()
        let stalls = Task { await progress.stalls(time.source) }
        #expect(await time.nextSleep() == .seconds(60))
        progress.step()
        time.advance(by: .seconds(60))
        await time.nextSleep()
        time.advance(by: .seconds(60))
        #expect(await stalls.value)
    }

    @Test func aClientThatHasItAllDoesNotStall() async {
        let time = ManualTime()
        let stalls = Task { await Progress().stalls(time.source) }
        await time.nextSleep()
        stalls.cancel()
        #expect(await !stalls.value)
    }
}
