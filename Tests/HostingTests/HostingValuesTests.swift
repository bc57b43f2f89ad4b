import Access
import Kernel
import Testing

@testable import Hosting

@Suite struct HostingValuesTests {
    @Test func aLaneRunsItsCommandsInOrder() {
        var lanes = OrderedLanes()
        let mayRun = [lanes.enter("a", 1), lanes.enter("a", 2), lanes.enter("a", 3), lanes.enter("b", 4)]
        #expect(mayRun == [true, false, false, true])
        let next = [lanes.leave("a", 2), lanes.leave("a", 1), lanes.leave("a", 1), lanes.leave("a", 3)]
        #expect(next == [nil, 3, nil, nil])
        let mayRunAgain = lanes.enter("a", 5)
        #expect(mayRunAgain)
    }

    @Test func aBucketLetsABurstThroughAndFillsWithTime() {
        var bucket = TokenBucket(burst: 2, now: .zero)
        #expect((0..<3).map { _ in bucket.take(rate: 1, burst: 2, now: .zero) } == [true, true, false])
        let found10 = bucket.take(rate: 1, burst: 2, now: .milliseconds(900))
        #expect(!found10)
        let found11 = bucket.take(rate: 1, burst: 2, now: .milliseconds(1100))
        #expect(found11)
        #expect((0..<3).map { _ in bucket.take(rate: 1, burst: 2, now: .seconds(100)) } == [true, true, false])
    }

    @Test func aPeerThatAsksTooMuchKeepsNobodyElseOut() {
        let limiter = RateLimiter()
        let admitted = (0..<300).count { _ in limiter.admits(peer: "uid:1000", now: .zero) }
        #expect(admitted == 100)
        #expect(limiter.admits(peer: "uid:0", now: .zero))
        #expect(limiter.admitsAnybody(now: .zero))
        #expect(limiter.admits(peer: "uid:1000", now: .milliseconds(20)))
    }

    @Test func nodesAreNotLimited() {
        let limiter = RateLimiter()
        var policy = MessagePolicy()
        policy.rateLimit = 1
        policy.rateBurst = 1
        let node = Caller(principal: .node("a"), name: "a", door: .mqtt)
        let user = Caller(principal: .anonymous, name: "u", door: .mqtt)
        #expect((0..<3).map { _ in limiter.admits(node, policy, now: .zero) } == [true, true, true])
        #expect((0..<2).map { _ in limiter.admits(user, policy, now: .zero) } == [true, false])
        policy.rateLimit = 0
        #expect(limiter.admits(user, policy, now: .zero))
    }

    @Test func aTopicDeclaredTwiceIsRefused() {
        let route = Route<TestCoordinator>.command("quick", .public) { (test, work: TestCoordinator.Work, caller) in
            test.quick(work, caller)
        }
        #expect(throws: ServiceError.self) { try RouteTable([route, route]) }
        #expect(throws: Never.self) { try RouteTable([route]) }
    }

    @Test func aRefusalIsToldOnceAMinuteForEachReason() {
        let notices = RefusalNotices()
        #expect(notices.shouldTell("a", .forbidden, now: .zero))
        #expect(!notices.shouldTell("a", .forbidden, now: .seconds(59)))
        #expect(notices.shouldTell("a", .notFound, now: .seconds(59)))
        #expect(notices.shouldTell("b", .forbidden, now: .seconds(59)))
        #expect(notices.shouldTell("a", .forbidden, now: .seconds(60)))
    }
}
