import Testing

@testable import Composition

@Suite struct PartTests {
    @Test func stoppingEndsTheWorkAfterItsLastDuty() async throws {
        let (duties, signal) = AsyncStream<String>.makeStream()
        let part = Part(
            run: {
                let (forever, _) = AsyncStream<Never>.makeStream()
                for await _ in forever {}
                signal.yield("ended")
                signal.finish()
            },
            stop: { signal.yield("last duty") })
        let run = Task { try await part.run() }
        await Task.yield()

        await part.stop()

        _ = await run.result
        signal.finish()
        var seen: [String] = []
        for await duty in duties { seen.append(duty) }
        #expect(seen.first == "last duty")
    }
}
