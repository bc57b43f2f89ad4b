import Health
import Kernel
import Supervision
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorTests {
    private let time = ManualTime()
    private let diary = Diary()
    private let eager = RestartPolicy(
        most: 1, within: .seconds(60), backoff: Backoff(first: .seconds(3), cap: .seconds(3), jitter: 0))

    /// A child whose instances are handed out through a stream as they start.
    private func child(
        _ name: String, ignoresStop: Bool = false, answers: Bool = true
    ) -> (spec: ChildSpec, instances: AsyncStream<Puppet>) {
        let (instances, started) = AsyncStream.makeStream(of: Puppet.self)
        let spec = ChildSpec(name, restart: eager, startDeadline: .seconds(7), shutdownDeadline: .seconds(5)) {
            [diary] in
            diary.note("start \(name)")
            let puppet = Puppet(name, diary, ignoresStop: ignoresStop, answers: answers)
            started.yield(puppet)
            return puppet
        }
        return (spec, instances)
    }

    private func supervisor(_ children: ChildSpec...) -> Supervisor {
        Supervisor(children: children, time: time.source)
    }

    @Test func childrenStartInOrderAndStopInReverse() async throws {
        let supervisor = supervisor(child("a").spec, child("b").spec, child("c").spec)
        try await supervisor.start()
        await supervisor.stop()
        try await supervisor.run()
        let entries = diary.entries
        #expect(entries.filter { $0.hasPrefix("start") } == ["start a", "start b", "start c"])
        #expect(entries.filter { $0.hasPrefix("stop") } == ["stop c", "stop b", "stop a"])
    }

    @Test func aChildThatCannotStartStopsThoseBeforeItAndIsNamed() async throws {
        let broken = ChildSpec("broken") { throw ServiceError(.conflict, "held by node b") }
        let supervisor = supervisor(child("a").spec, broken, child("c").spec)
        let failure = await #expect(throws: ChildFailure.self) { try await supervisor.start() }
        #expect(failure?.child == "broken")
        #expect((failure?.cause as? ServiceError)?.code == .conflict)
        #expect(failure?.description == "conflict: broken: held by node b")
        #expect(diary.entries.filter { !$0.hasPrefix("run") } == ["start a", "stop a"])
    }

    @Test func aStartThatHangsIsAFailureAtItsDeadline() async throws {
        let slow = ChildSpec("slow", startDeadline: .seconds(7), shutdownDeadline: .seconds(5)) { [time] in
            try await time.source.sleep(.seconds(1000))
            throw CancellationError()
        }
        let supervisor = supervisor(slow)
        let starting = Task { try await supervisor.start() }
        await time.nextSleeps(of: .seconds(7))
        time.advance(by: .seconds(7))
        let failure = await #expect(throws: ChildFailure.self) { try await starting.value }
        #expect((failure?.cause as? ServiceError)?.code == .timeout)
    }

    @Test func aChildThatBecomesReadyTooLateIsStopped() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let late = ChildSpec("late", startDeadline: .seconds(7), shutdownDeadline: .seconds(5)) { [diary] in
            // A task of its own, so that cancellation does not reach it.
            await Task { for await _ in gate {} }.value
            return Puppet("late", diary)
        }
        let supervisor = supervisor(late)
        let starting = Task { try await supervisor.start() }
        await time.nextSleeps(of: .seconds(7))
        time.advance(by: .seconds(7))
        await time.nextSleeps(of: .seconds(5))
        opening.finish()
        await #expect(throws: ChildFailure.self) { try await starting.value }
        #expect(diary.entries == ["stop late"])
    }

    @Test func aChildThatFailsIsStoppedAndStartedAnewAfterTheWait() async throws {
        let (spec, instances) = child("a")
        let supervisor = supervisor(spec)
        try await supervisor.start()
        try #require(await instances.next()).fail(ServiceError(.unavailable, "gone"))
        await time.nextSleeps(of: .seconds(3))
        #expect(diary.entries == ["start a", "run a", "stop a"])
        time.advance(by: .seconds(3))
        _ = try #require(await instances.next())
        await supervisor.stop()
        #expect(diary.entries.filter { $0 == "start a" }.count == 2)
    }

    @Test func aChildThatReturnsUnexpectedlyIsRestarted() async throws {
        let (spec, instances) = child("a")
        let supervisor = supervisor(spec)
        try await supervisor.start()
        try #require(await instances.next()).finish()
        await time.nextSleeps(of: .seconds(3))
        time.advance(by: .seconds(3))
        _ = try #require(await instances.next())
        await supervisor.stop()
    }

    @Test func aChildThatFailsTooOftenEndsTheSupervisorWithItsNameAndLastError() async throws {
        let (spec, instances) = child("a")
        let supervisor = supervisor(spec, child("b").spec)
        try await supervisor.start()
        try #require(await instances.next()).fail(ServiceError(.unavailable, "first"))
        await time.nextSleeps(of: .seconds(3))
        time.advance(by: .seconds(3))
        try #require(await instances.next()).fail(ServiceError(.unavailable, "second"))
        let failure = await #expect(throws: ChildFailure.self) { try await supervisor.run() }
        #expect(failure?.child == "a")
        #expect((failure?.cause as? ServiceError)?.message == "second")
        await supervisor.stop()
        #expect(diary.entries.last == "stop b")
    }

    @Test func aChildThatDoesNotStopInTimeIsLeftAndTheOthersAreStopped() async throws {
        let supervisor = supervisor(child("a").spec, child("stubborn", ignoresStop: true).spec)
        try await supervisor.start()
        let stopping = Task { await supervisor.stop() }
        await time.nextSleeps(of: .seconds(5))
        time.advance(by: .seconds(5))
        await stopping.value
        #expect(diary.entries.suffix(2) == ["stop stubborn", "stop a"])
    }

    @Test func stoppingEndsTheWaitBeforeARestart() async throws {
        let (spec, instances) = child("a")
        let supervisor = supervisor(spec)
        try await supervisor.start()
        try #require(await instances.next()).fail(ServiceError(.unavailable, "gone"))
        await time.nextSleeps(of: .seconds(3))
        await supervisor.stop()
        try await supervisor.run()
        #expect(diary.entries.filter { $0 == "start a" }.count == 1)
    }

    @Test func stoppingWhileStartingStopsWhatHasStarted() async throws {
        let slow = ChildSpec("slow") { [time] in
            try await time.source.sleep(.seconds(1000))
            throw CancellationError()
        }
        let supervisor = supervisor(child("a").spec, slow)
        let starting = Task { try await supervisor.start() }
        await time.nextSleeps(of: .seconds(1000))
        await supervisor.stop()
        await #expect(throws: CancellationError.self) { try await starting.value }
        #expect(diary.entries.last == "stop a")
    }

    @Test func aCancelledRunLeavesTheChildrenForStop() async throws {
        let supervisor = supervisor(child("a").spec)
        try await supervisor.start()
        let running = Task { try await supervisor.run() }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(!diary.entries.contains("stop a"))
        await supervisor.stop()
        #expect(diary.entries.last == "stop a")
    }

    @Test func theProbeNamesTheChildrenThatSayNo() async throws {
        let supervisor = supervisor(child("a").spec, child("b", answers: false).spec)
        try await supervisor.start()
        #expect(await supervisor.silentChildren() == ["b"])
        #expect(await supervisor.probe() == false)
        await supervisor.stop()
    }

    @Test func aProbeThatHangsCountsAsNo() async throws {
        let hung = ChildSpec("hung", shutdownDeadline: .seconds(5)) { HungChild() }
        let supervisor = supervisor(hung)
        try await supervisor.start()
        let probe = Task { await supervisor.probe() }
        await time.nextSleeps(of: .seconds(2))
        time.advance(by: .seconds(2))
        #expect(await probe.value == false)
        let stopping = Task { await supervisor.stop() }
        await time.nextSleeps(of: .seconds(5))
        time.advance(by: .seconds(5))
        await stopping.value
    }

    @Test func aChildThatIsBeingRestartedDegradesHealthAndIsNotProbed() async throws {
        let (spec, instances) = child("a", answers: false)
        let supervisor = supervisor(spec, child("b").spec)
        try await supervisor.start()
        #expect(await supervisor.healthCheck.check().status == .healthy)
        try #require(await instances.next()).fail(ServiceError(.unavailable, "gone"))
        await time.nextSleeps(of: .seconds(3))
        #expect(await supervisor.healthCheck.check().message == "being restarted: a")
        #expect(await supervisor.probe())
        await supervisor.stop()
    }
}

/// A child whose work never ends and whose probe never answers.
private struct HungChild: Supervised {
    func run() async throws { await hang() }
    func stop() async {}
    func probe() async -> Bool {
        await hang()
        return true
    }

    private func hang() async {
        // A task of its own, so that cancellation does not reach it.
        await Task { for await _ in AsyncStream<Void>.makeStream().stream {} }.value
    }
}
