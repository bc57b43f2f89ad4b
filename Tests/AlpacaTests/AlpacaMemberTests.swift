import Alpaca
import Testing

@Suite struct AlpacaMemberTests {
    @Test func aTelescopeHasTheCommonMembersAndItsOwn() throws {
        let slew = try #require(AlpacaMember.named("slewtocoordinatesasync", .put, of: .telescope))
        #expect(slew.parameters.map(\.name) == ["RightAscension", "Declination"])
        #expect(slew.value == nil)
        let connected = try #require(AlpacaMember.named("connected", .put, of: .telescope))
        #expect(connected.parameters.map(\.name) == ["Connected"])
        #expect(AlpacaMember.named("connected", .get, of: .telescope)?.value == .bool)
    }

    @Test func readsAndWritesOfOneNameAreDifferentMembers() {
        #expect(AlpacaMember.named("park", .get, of: .telescope) == nil)
        #expect(AlpacaMember.named("park", .put, of: .telescope) != nil)
        #expect(AlpacaMember.named("slewtocoordinates", .put, of: .dome) == nil)
    }

    @Test func everyNameIsLowerCaseAndUniqueInItsInterface() {
        for type in AlpacaDeviceType.allCases {
            let members = AlpacaMember.all(of: type)
            #expect(members.allSatisfy { $0.name == $0.name.lowercased() })
            #expect(Set(members.map { "\($0.verb) \($0.name)" }).count == members.count)
        }
    }

    @Test func everyReadGivesAValue() {
        for type in AlpacaDeviceType.allCases {
            #expect(AlpacaMember.all(of: type).filter { $0.verb == .get }.allSatisfy { $0.value != nil })
        }
    }

    @Test(arguments: [(AlpacaDeviceType.telescope, 3, false), (.telescope, 4, true), (.dome, 3, true)])
    func platform7MembersExistFromTheInterfacesVersionOn(type: AlpacaDeviceType, version: Int, exists: Bool) throws {
        let member = try #require(AlpacaMember.named("devicestate", .get, of: type))
        #expect(member.exists(on: type, version: version) == exists)
    }

    @Test func everyStatePropertyCanBeReadOnItsOwn() {
        for type in AlpacaDeviceType.allCases {
            for property in AlpacaStateProperty.all(of: type) {
                #expect(AlpacaMember.named(property.member, .get, of: type) != nil, "\(type) \(property.name)")
            }
        }
    }

    @Test(arguments: ["SafetyMonitor", "safetymonitor", "SAFETYMONITOR"])
    func aTypeIsReadInAnyCasing(name: String) {
        #expect(AlpacaDeviceType(name: name) == .safetyMonitor)
    }

    @Test func parametersAreEscapedForAForm() {
        #expect(
            AlpacaForm.encode([("Action", "a b&c=d"), ("Parameters", "é")]) == "Action=a%20b%26c%3Dd&Parameters=%C3%A9")
    }

    @Test func aNumberThatIsNoneFitsNoParameter() {
        #expect(!AlpacaArgument.double(.nan).fits(.double))
        #expect(AlpacaArgument.double(-12.5).fits(.double))
        #expect(AlpacaArgument.double(-12.5).text == "-12.5")
    }
}
