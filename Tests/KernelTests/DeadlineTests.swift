import Kernel
import Support
import Testing

@Suite struct DeadlineTests {
    private struct Broken: Error {}

    @Test func whatEndsInTimeIsReturned() async throws {
        #expect(try await withDeadline(.seconds(1), "the work", time: ManualTime().source) { 7 } == 7)
    }

    @Test func whatIsThrownInTimeIsThrown() async {
        await #expect(throws: Broken.self) {
            try await withDeadline(.seconds(1), "the work", time: ManualTime().source) { throw Broken() }
        }
    }

    @Test func atTheDeadlineTheOneWhoWaitsIsTold() async throws {
        let time = ManualTime()
        let stuck = Race<Int>()
        let asked = Task {
            try await withDeadline(.seconds(5), "the mount", time: time.source) { try await stuck.value() }
        }
        #expect(await time.nextSleep() == .seconds(5))
        time.advance(by: .seconds(5))
        let error = await #expect(throws: ServiceError.self) { try await asked.value }
        #expect(error?.code == .timeout)
        #expect(error?.message == "the mount took longer than 5.0 s")
        stuck.finish(with: .success(1))
    }

    @Test func anOperationIsCancelledAtItsDeadline() async throws {
        let time = ManualTime()
        let ended = Race<Bool>()
        let asked = Task {
            try await withDeadline(.seconds(5), "the work", time: time.source) {
                try? await time.source.sleep(.seconds(60))
                ended.finish(with: .success(Task.isCancelled))
            }
        }
        await time.nextSleeps(of: .seconds(5), .seconds(60))
        time.advance(by: .seconds(5))
        await #expect(throws: ServiceError.self) { try await asked.value }
        #expect(try await ended.value())
    }

    @Test func cancellingTheOneWhoWaitsCancelsTheOperation() async throws {
        let time = ManualTime()
        let ended = Race<Bool>()
        let asked = Task {
            try await withDeadline(.seconds(5), "the work", time: time.source) {
                try? await time.source.sleep(.seconds(60))
                ended.finish(with: .success(Task.isCancelled))
            }
        }
        await time.nextSleeps(of: .seconds(5), .seconds(60))
        asked.cancel()
        await #expect(throws: CancellationError.self) { try await asked.value }
        #expect(try await ended.value())
    }

    @Test func theFirstOfferOfARaceCounts() async throws {
        let race = Race<Int>()
        race.finish(with: .success(1))
        race.finish(with: .success(2))
        race.finish(with: .failure(Broken()))
        #expect(try await race.value() == 1)
    }

    @Test func aRaceMayBeAwaitedBeforeAnybodyOffers() async throws {
        let race = Race<Int>()
        async let value = race.value()
        await Task.yield()
        race.finish(with: .success(1))
        #expect(try await value == 1)
    }

    @Test func manyMayOfferAtOnce() async throws {
        for _ in 0..<200 {
            let race = Race<Int>()
            let value = try await withThrowingTaskGroup(of: Void.self) { group in
                for offer in 0..<8 { group.addTask { race.finish(with: .success(offer)) } }
                return try await race.value()
            }
            #expect((0..<8).contains(value))
        }
    }
}
