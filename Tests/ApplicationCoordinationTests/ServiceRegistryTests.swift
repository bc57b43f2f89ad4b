import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import ApplicationCoordination

@Suite struct ServiceRegistryTests {
    private let date = Date(timeIntervalSince1970: 1_000)

    private func registry(_ ids: String..., most: Int = 10_000) throws -> ServiceRegistry {
        var registry = ServiceRegistry(most: most)
        for id in ids {
            let entry = try registry.entry(for: .init(id: id, name: id, endpoint: "http://\(id)"), date: date)
            registry.put(entry, at: .zero)
        }
        return registry
    }

    @Test func aHeartbeatOfAnUnknownServiceIsNotFound() throws {
        var registry = try registry()
        do {
            _ = try registry.hear(.init(id: "a", status: .healthy), at: .zero, date: date)
            Issue.record("it was accepted")
        } catch {
            #expect(error.code == .notFound)
        }
    }

    @Test func silenceMakesAServiceUnhealthyOnce() throws {
        var registry = try registry("a", "b")
        _ = try registry.hear(.init(id: "b", status: .healthy), at: .seconds(100), date: date)
        let early = registry.expire(silentFor: .seconds(180), at: .seconds(180))
        #expect(early.isEmpty)
        let late = registry.expire(silentFor: .seconds(180), at: .seconds(181))
        #expect(late.map(\.id) == ["a"])
        #expect(late.map(\.status) == [.unhealthy])
        let again = registry.expire(silentFor: .seconds(180), at: .seconds(182))
        #expect(again.isEmpty)
        #expect(registry.unhealthy == 1)
        let back = try registry.hear(.init(id: "a", status: .healthy), at: .seconds(183), date: date)
        #expect(back?.previousStatus == .unhealthy)
        #expect(registry.unhealthy == 0)
    }

    @Test func twoHeartbeatsOfOneServiceBothCount() throws {
        var registry = try registry("a")
        let first = try registry.hear(.init(id: "a", status: .healthy), at: .seconds(1), date: date)
        let second = try registry.hear(
            .init(id: "a", status: .healthy), at: .seconds(2), date: date.addingTimeInterval(1))
        #expect(first?.status == .healthy)
        #expect(second == nil)
        #expect(registry["a"]?.lastHeartbeat == date.addingTimeInterval(1))
        let written = registry.takeUnwritten()
        #expect(written.count == 1)
        let rest = registry.takeUnwritten()
        #expect(rest.isEmpty)
    }

    @Test func anotherRegistrationKeepsWhatIsKnown() throws {
        var registry = try registry("a")
        _ = try registry.hear(.init(id: "a", status: .degraded), at: .seconds(1), date: date)
        let metadata = try BoundedObject(["x": 1], field: "metadata")
        let entry = try registry.entry(
            for: .init(id: "a", name: "new", endpoint: "e", metadata: metadata), date: date.addingTimeInterval(9))
        #expect(entry.name == "new")
        #expect(entry.status == .degraded)
        #expect(entry.metadata == ["x": 1])
        #expect(entry.registeredAt == date)
        #expect(entry.lastHeartbeat == date)
    }

    @Test(
        arguments: [
            (ServiceRegistration(id: "", name: "n", endpoint: "e"), "field id"),
            (ServiceRegistration(id: "a/b", name: "n", endpoint: "e"), "field id"),
            (ServiceRegistration(id: String(repeating: "a", count: 129), name: "n", endpoint: "e"), "field id"),
            (ServiceRegistration(id: "a", name: "", endpoint: "e"), "field name"),
            (ServiceRegistration(id: "a", name: String(repeating: "n", count: 201), endpoint: "e"), "field name"),
            (ServiceRegistration(id: "a", name: "n\0", endpoint: "e"), "field name"),
            (ServiceRegistration(id: "a", name: "n", endpoint: String(repeating: "e", count: 2049)), "field endpoint"),
        ])
    func aFieldBeyondItsLimitIsNamed(registration: ServiceRegistration, field: String) throws {
        do {
            _ = try registry().entry(for: registration, date: date)
            Issue.record("it was accepted")
        } catch let error as ServiceError {
            #expect(error.code == .invalidRequest)
            #expect(error.message.hasPrefix(field))
        }
    }

    @Test func aFullRegistryTakesOnlyWhoIsInIt() throws {
        let registry = try registry("a", most: 1)
        _ = try registry.entry(for: .init(id: "a", name: "n", endpoint: "e"), date: date)
        #expect(throws: ServiceError.self) {
            try registry.entry(for: .init(id: "b", name: "n", endpoint: "e"), date: date)
        }
    }

    @Test func pagesFollowOneAnother() throws {
        let registry = try registry("c", "a", "b")
        let first = try registry.page(.init(limit: 2))
        #expect(first.services.map(\.id) == ["a", "b"])
        #expect(first.nextCursor == "b")
        let second = try registry.page(.init(limit: 2, cursor: first.nextCursor))
        #expect(second.services.map(\.id) == ["c"])
        #expect(second.nextCursor == nil)
        #expect(try registry.page(.init(status: .healthy)).services.isEmpty)
        #expect(throws: ServiceError.self) { try registry.page(.init(limit: 0)) }
    }
}
