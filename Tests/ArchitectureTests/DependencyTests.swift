import Testing

/// The floors of the house: who may use whom.
@Suite struct DependencyTests {
    private let manifest: Manifest
    private let house: [Manifest.Target]
    private let names: Set<String>

    init() async throws {
        manifest = try await Manifest.read()
        house = manifest.targets.filter { !$0.isForTests && $0.name != FloorPlan.strangers }
        names = Set(house.map(\.name))
    }

    @Test func everyTargetHasAFloor() {
        #expect(house.filter { FloorPlan.floor(of: $0.name) == nil }.map(\.name) == [])
    }

    @Test func aTargetDependsOnLowerFloorsOnly() {
        for target in house {
            for dependency in target.dependencyNames.intersection(names) {
                #expect(FloorPlan.allows(target.name, dependency), "\(target.name) must not depend on \(dependency)")
            }
        }
    }

    @Test func coordinatorsDoNotKnowEachOther() {
        for target in house where target.name.hasSuffix("Coordination") {
            #expect(target.dependencyNames.filter { $0.hasSuffix("Coordination") } == [], "\(target.name)")
        }
    }

    @Test func enginesKnowNoBusAndNoTopics() {
        for target in house where target.name.hasSuffix("Engines") {
            let others = target.dependencyNames.intersection(names)
                .filter { (FloorPlan.floor(of: $0) ?? 0) > 1 && !FloorPlan.forEngines.contains($0) }
            #expect(others == [], "\(target.name)")
        }
    }

    @Test func aCLibraryHasOneDoor() throws {
        for target in manifest.targets {
            for file in try Repository.swiftFiles(in: target.folder) {
                for module in file.imports where FloorPlan.cDoors[module] != nil {
                    #expect(FloorPlan.cDoors[module] == target.name, "\(file.path) imports \(module)")
                }
            }
        }
        for target in house {
            for module in target.dependencyNames where FloorPlan.cDoors[module] != nil {
                #expect(FloorPlan.cDoors[module] == target.name, "\(target.name) depends on \(module)")
            }
        }
    }

    @Test func everyImportIsADirectDependency() throws {
        for target in manifest.targets {
            let allowed = target.dependencyNames.union(FloorPlan.toolchain)
            for file in try Repository.swiftFiles(in: target.folder) {
                let others = file.imports.filter { !allowed.contains($0) }
                #expect(others == [], "\(file.path)")
            }
        }
    }

    @Test func everyTargetHasFiles() throws {
        for target in manifest.targets where target.type != "system" && target.name != FloorPlan.strangers {
            #expect(try !Repository.swiftFiles(in: target.folder).isEmpty, "\(target.name)")
        }
    }

    @Test func everyFolderOfSourcesAndTestsBelongsToATarget() throws {
        let folders = manifest.targets.map { $0.folder + "/" }
        for file in try Repository.swiftFiles(in: "Sources") + Repository.swiftFiles(in: "Tests") {
            #expect(folders.contains { file.path.hasPrefix($0) }, "\(file.path)")
        }
    }
}
