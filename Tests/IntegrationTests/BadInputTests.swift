import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Every route with missing, wrong-typed, oversized and hostile values, one field at a time.
    @Suite(.serialized) struct BadInputTests {
        @Test func everyRouteHasAnExample() async throws {
            let result = try await Program.run(try Program.bigskies(), ["routes", "--form", "json"])
            let reference = try WireJSON.decode(JSONValue.self, from: Data(result.output.utf8))
            let routes = Set(reference["routes"]?.elements?.compactMap { $0["topic"]?.text } ?? [])
            let known = Set(BadInputTable.examples.map(\.suffix)).union(BadInputTable.unanswered.keys)
            #expect(!routes.isEmpty)
            #expect(routes.subtracting(known).sorted() == [], "routes without an example in BadInputTable")
            #expect(known.subtracting(routes).sorted() == [], "examples of routes that are not there")
            #expect(BadInputTable.examples.count + BadInputTable.unanswered.count == known.count, "examples twice")
        }

        @Test func whatIsMissingOrWrongIsRefusedNamingTheField() async throws {
            try await withStage { stage in
                var trials: [BadInputTrial] = []
                for example in BadInputTable.examples {
                    for field in example.fields {
                        for value in field.kind.refused {
                            trials.append(BadInputTrial(example, field.name, [field.name: value], .refusedNaming))
                        }
                        guard field.isRequired else { continue }
                        trials.append(BadInputTrial(example, field.name, [field.name: String?.none], .refusedNaming))
                        trials.append(BadInputTrial(example, field.name, [field.name: "null"], .refusedNaming))
                    }
                    guard let one = example.oneOf.first else { continue }
                    var without: [String: String?] = [:]
                    for name in example.oneOf { without[name] = .some(nil) }
                    trials.append(BadInputTrial(example, one, without, .refused))
                }
                try await stage.expect(trials)
            }
        }

        @Test func whatIsHostileDoesNoHarm() async throws {
            try await withStage { stage in
                var trials: [BadInputTrial] = []
                for example in BadInputTable.examples {
                    for field in example.fields {
                        for value in field.kind.tolerated {
                            trials.append(BadInputTrial(example, field.name, [field.name: value], .harmless))
                        }
                        for value in BadInputKind.malformed {
                            trials.append(BadInputTrial(example, field.name, [field.name: value], .refused))
                        }
                    }
                }
                try await stage.expect(trials)
            }
        }

        @Test func whatDoesNotExistIsNotFound() async throws {
            try await withStage { stage in
                var trials: [BadInputTrial] = []
                for example in BadInputTable.examples {
                    for field in example.fields where field.kind == .reference {
                        let other: [String: String?] = [field.name: "\"{nobody}\""]
                        trials.append(BadInputTrial(example, field.name, other, .notFound))
                    }
                }
                try await stage.expect(trials)
            }
        }

        @Test func aSecondOneOfTheSameNameIsAConflict() async throws {
            try await withStage { stage in
                for example in BadInputTable.examples where example.makesUnique {
                    let payload = example.payload(with: stage.things)
                    let first = try await stage.ask(example.suffix, payload)
                    #expect(first.succeeded, "\(example.suffix): \(first.error)")
                    let second = try await stage.ask(example.suffix, payload)
                    #expect(second.code == "conflict", "\(example.suffix): \(second.error)")
                    #expect(BadInputTrial.leak(in: second) == nil, "\(example.suffix): \(second.error)")
                }
            }
        }

        @Test func aPartialUpdateChangesWhatItNamesAndNothingElse() async throws {
            try await withStage { stage in
                let things = try await BadInputStage.makeThings(stage.admin)
                for example in BadInputTable.examples {
                    guard let reading = example.reading, let id = example.fields.first else { continue }
                    for field in example.fields.dropFirst() {
                        var others: [String: String?] = [:]
                        for other in example.fields.dropFirst() where other.name != field.name {
                            others[other.name] = .some(nil)
                        }
                        let named = BadInputExample(reading.suffix, [id]).payload(with: things)
                        let before = try await stage.ask(reading.suffix, named)[reading.member]?.members ?? [:]
                        let answer = try await stage.ask(example.suffix, example.payload(others, with: things))
                        #expect(answer.succeeded, "\(example.suffix) \(field.name): \(answer.error)")
                        let after = try await stage.ask(reading.suffix, named)[reading.member]?.members ?? [:]
                        let changed = Set(after.keys).union(before.keys).filter { before[$0] != after[$0] }
                        #expect(changed.subtracting(["updated_at"]) == [field.name], "\(example.suffix)")
                    }
                }
            }
        }

        @Test func aSettingOfTheWrongTypeOrSizeIsRefusedByItsName() async throws {
            try await withStage { stage in
                for coordinator in BadInputTable.coordinators {
                    let all = try await stage.ask("config/get/\(coordinator)-coordinator", "{}")
                    for setting in try all.value()["values"]?.elements ?? [] {
                        guard let key = setting["key"]?.text, let bad = Self.bad[setting["type"]?.text ?? ""] else {
                            continue
                        }
                        for value in bad {
                            let answer = try await stage.ask(
                                "config/update/\(coordinator)-coordinator",
                                #"{"config_key":"\#(key)","config_value":\#(value)}"#)
                            let said = "\(key) \(value.prefix(40)): \(answer.error.prefix(160))"
                            #expect(answer.code == "invalid_request", "\(said)")
                            #expect(answer.error.contains(key), "\(said)")
                            #expect(BadInputTrial.leak(in: answer, besides: value) == nil, "\(said)")
                        }
                    }
                    let after = try await stage.ask("config/get/\(coordinator)-coordinator", "{}")
                    #expect(after["values"] == all["values"], "\(coordinator)")
                }
            }
        }

        private static let bad = [
            "int": [#""'; drop table users;--""#, "1.5", "-1e300", "{}", "[]", "true"],
            "float": [#""five""#, "1e300", "-1e300", "{}", "[]", "true"],
            "duration": [#""'; drop table users;--""#, #""-1s""#, "-1", "1e300", "{}", "[]", "true"],
            "bool": [#""yes""#, "1", "{}", "[]"],
            "object": [#""x""#, "7", "true"],
            "string": [
                "7", "{}", "[]", "true", BadInputKind.oversized, BadInputKind.controlled, BadInputKind.turned,
            ],
        ]

        private func withStage(_ body: (BadInputStage) async throws -> Void) async throws {
            let stage = try await BadInputStage.shared()
            try await body(stage)
            let health = try await stage.ask("message/health/get", "{}")
            #expect(health.succeeded, "the node lives")
        }
    }
}
