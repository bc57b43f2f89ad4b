import Testing

@testable import Composition

@Suite struct PartTests {
    @Test func stoppingEndsTheWorkAfterItsLastDuty() async throws {
        let (duties, signal) = AsyncStream<String>.makeStream()
        let part = Part(
            run: {
                signal.yield("begun")
                let (forever, _) = AsyncStream<Never>.makeStream()
                for await _ in forever {}
                signal.yield("ended")
            },
            stop: { signal.yield("last duty") })
        let run = Task { try await part.run() }
        var seen = duties.makeAsyncIterator()
        #expect(await seen.next() == "begun")

        await part.stop()

        _ = await run.result
        #expect(await seen.next() == "last duty")
        #expect(await seen.next() == "ended")
    }
}
