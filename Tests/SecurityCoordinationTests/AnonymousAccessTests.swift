import Access
import FoundationEssentials
import Health
import Kernel
import Logging
import Support
import Testing

@testable import SecurityCoordination
@testable import SecurityEngines

@Suite struct AnonymousAccessTests {
    private let gatekeeper: SnapshotGatekeeper

    init() {
        var tables = SecurityTables()
        tables.roles = [UUID(): "operator"]
        gatekeeper = SnapshotGatekeeper(
            snapshot: SecuritySnapshot(tables: tables, revocations: .init(), keys: []), prefix: "t")
    }

    private func access(_ reach: BrokerReach = .thisMachine) -> AnonymousAccess {
        AnonymousAccess(gatekeeper, reach: reach, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func aRoleIsLentAndTakenBackAndHealthSaysSo() async {
        let access = self.access()
        #expect(await access.check.check().status == .healthy)
        await access.apply("operator")
        #expect(gatekeeper.anonymousRole == "operator")
        let health = await access.check.check()
        #expect(health.status == .degraded)
        #expect(health.message == "clients of this machine act as operator without a login")
        await access.apply("")
        #expect(gatekeeper.anonymousRole == nil)
        #expect(await access.check.check().status == .healthy)
    }

    @Test func whereOthersReachTheBrokerItIsRefusedAndNotInForce() async {
        let access = self.access(.beyond("it listens on 10.0.0.1"))
        let error = #expect(throws: ServiceError.self) { try access.vet("operator") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("it listens on 10.0.0.1") == true)
        #expect(throws: Never.self) { try access.vet("") }
        await access.apply("operator")
        #expect(gatekeeper.anonymousRole == nil)
        let health = await access.check.check()
        #expect(health.status == .degraded)
        #expect(health.message.contains("not in force"))
    }

    @Test func aRoleThatIsNotThereIsRefused() async {
        let error = #expect(throws: ServiceError.self) { try access().vet("astronomer") }
        #expect(error?.code == .invalidRequest)
        // One that was deleted after it was set.
        let later = access()
        await later.apply("astronomer")
        #expect(await later.check.check().message == "anonymous_role names a role that does not exist")
    }
}
