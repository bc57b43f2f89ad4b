import Testing

@testable import Postgres

@Suite struct PoolLimitsTests {
    @Test(arguments: [(nil, 20, 2), (5, 5, 2), (1, 1, 1), (50, 20, 2)] as [(Int?, Int, Int)])
    func aCeilingLowersAndNeverRaises(ceiling: Int?, most: Int, least: Int) {
        let limits = PoolLimits().capped(at: ceiling)
        #expect(limits.maxConnections == most)
        #expect(limits.minConnections == least)
    }
}
