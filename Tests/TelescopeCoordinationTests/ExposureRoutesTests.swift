import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import TelescopeCoordination

/// Exposures from the request to the file, over a real database and the simulators of somebody else.
@Suite struct ExposureRoutesTests {
    // Darks: for a light frame the simulators ask a catalogue on the network.
    private static let dark: [String: JSONValue] = ["duration": 0.3, "light": false]
    private static let small: JSONValue = ["x": 10, "y": 20, "width": 64, "height": 32]

    private func open(
        _ roles: [String] = ["camera"], settings: JSONValue = [:],
        _ body: @Sendable @escaping (Observatory, Caller, JSONValue) async throws -> Void
    ) async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let id = try await place.telescope(of: anna, at: url, roles, settings: settings)
            try await body(place, anna, id)
        }
        await simulators.stop()
    }

    private func request(_ id: JSONValue, _ more: [String: JSONValue] = [:]) -> JSONValue {
        .object(Self.dark.merging(more) { $1 }.merging(["telescope_id": id]) { $1 })
    }

    @Test func aPictureIsSavedWithItsHeaderListedAndOffered() async throws {
        try await open(["camera", "filterwheel", "focuser", "telescope"]) { place, anna, id in
            let session = try await place.ask(
                "session/start", ["telescope_id": id], as: SessionResponse.self, from: anna)
            let taken = try await place.ask(
                "camera/expose",
                request(
                    id,
                    ["wait": true, "region": Self.small, "filter": "Blue", "object": "M 42", "offset": 2]),
                as: ExposeResponse.self, from: anna)
            let file = try #require(taken.file)
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(taken.state == .done && bytes.count == taken.size && Digest.sha256Hex(bytes) == taken.sha256)
            #expect(FileManager.default.fileExists(atPath: try #require(taken.preview)))
            let headers = try #require(taken.headers)
            #expect(headers["OBJECT"] == "M 42" && headers["FILTER"] == "Blue" && headers["IMAGETYP"] == "Dark Frame")
            #expect(headers["OFFSET"] == 2 && headers["XORGSUBF"] == 10 && headers["YORGSUBF"] == 20)
            #expect(headers["FOCUSPOS"] == 10000 && headers["FOCALLEN"] == 8000.0 && headers["OBSERVER"] == "anna")
            #expect(headers["SESSION"] == .string(session.sessionID))
            #expect(headers["INSTRUME"] == "Simulator Camera" && headers["SITELAT"] == 34.0522)
            #expect(headers["RA"]?.double != nil && headers["ROTATANG"] == nil && headers["AMBTEMP"] == nil)
            #expect(headers["DATE-OBS"]?.text?.count == 23)

            let list = try await place.ask(
                "camera/list", ["telescope_id": id], as: ExposureListResponse.self, from: anna)
            let listed = try #require(list.exposures.first)
            #expect(list.exposures.count == 1 && listed.state == .done && listed.file == taken.file)
            #expect(listed.sessionID == session.sessionID && listed.filter == "Blue" && listed.kind == .dark)
            for part in ["file", "preview"] {
                let offer = try await place.ask(
                    "camera/fetch", ["exposure_id": .string(taken.exposureID), "part": .string(part)],
                    as: PictureResponse.self, from: anna)
                #expect(offer.url.hasPrefix("http://") && offer.sha256.count == 64 && offer.size > 0)
                #expect(part != "file" || (offer.sha256 == taken.sha256 && offer.size == taken.size))
            }
            try FileManager.default.removeItem(atPath: file)
            let gone = await place.refusal(
                "camera/fetch", ["exposure_id": .string(taken.exposureID)], from: anna)
            #expect(gone?.code == .notFound)
        }
    }

    @Test func anExposureIsAnsweredAtOnceAndToldUntilItIsSaved() async throws {
        try await open { place, anna, id in
            let (events, heard) = AsyncStream.makeStream(of: CameraEvent.self)
            place.bus.setOutlet { publication in
                guard let event = publication.payload as? CameraEvent else { return }
                heard.yield(event)
            }
            let begun = try await place.ask(
                "camera/expose", request(id, ["region": Self.small]), as: ExposeResponse.self, from: anna)
            #expect(begun.file == nil && !begun.state.isOver)
            var states: [ExposureState] = []
            for await event in events {
                #expect(event.exposure.exposureID == begun.exposureID)
                if states.last != event.exposure.state { states.append(event.exposure.state) }
                if event.exposure.state.isOver {
                    #expect(event.exposure.file?.contains("/") == false && event.exposure.preview != nil)
                    break
                }
            }
            #expect(states.last == .done && states.contains(.exposing) && states.contains(.saving))
            #expect(states.count == Set(states).count)
        }
    }

    @Test func oneCameraTakesOnePictureAtATimeAndGivesItUpWhenTold() async throws {
        try await open { place, anna, id in
            let long = request(id, ["duration": 60])
            let begun = try await place.ask("camera/expose", long, as: ExposeResponse.self, from: anna)
            let second = await place.refusal("camera/expose", long, from: anna)
            #expect(second?.code == .invalidState && second?.details["exposure_id"] == .string(begun.exposureID))
            let boris = try await place.person("boris", .operators)
            let aborted = try await place.ask(
                "camera/abort", ["telescope_id": id], as: ExposureEndResponse.self, from: boris)
            #expect(aborted.exposureID == begun.exposureID)
            let over = try await place.exposure(begun.exposureID, of: id, from: anna) { $0.state.isOver }
            #expect(over.state == .aborted && over.reason != nil && over.file == nil)
            let fetched = await place.refusal(
                "camera/fetch", ["exposure_id": .string(begun.exposureID)], from: anna)
            #expect(fetched?.code == .notFound)
            let next = try await place.ask(
                "camera/expose", request(id, ["wait": true, "region": Self.small]), as: ExposeResponse.self, from: anna)
            #expect(next.state == .done)
        }
    }

    @Test func abortingTheTelescopeGivesTheExposureUp() async throws {
        try await open(["camera", "telescope"]) { place, anna, id in
            let begun = try await place.ask(
                "camera/expose", request(id, ["duration": 60]), as: ExposeResponse.self, from: anna)
            _ = try await place.ask("control/abort", ["telescope_id": id], as: AbortResponse.self, from: anna)
            let over = try await place.exposure(begun.exposureID, of: id, from: anna) { $0.state.isOver }
            #expect(over.state == .aborted)
        }
    }

    @Test func anExposureThatTheCameraCannotTakeNamesTheFieldAndIsNotUnderWay() async throws {
        try await open { place, anna, id in
            for (fields, field) in [
                (["duration": 4000], "duration"), (["bin": 9], "bin"), (["gain": 50], "gain"),
                (["region": ["x": 1000, "y": 0, "width": 100, "height": 10]], "width"),
                (["readout_mode": "Slowest"], "readout_mode"), (["offset": -5], "offset"),
            ] as [([String: JSONValue], String)] {
                let refusal = await place.refusal("camera/expose", request(id, fields), from: anna)
                #expect(refusal?.code == .invalidRequest, "\(fields)")
                #expect(refusal?.details["field"]?.text?.hasPrefix(field) == true, "\(fields)")
            }
            let filter = await place.refusal("camera/expose", request(id, ["filter": "Red"]), from: anna)
            #expect(filter?.code == .invalidState && filter?.details["cure"] == "telescope/device/attach")
            let camera = try await place.ask("camera/get", ["telescope_id": id], as: CameraResponse.self, from: anna)
            #expect(camera.state["camera_state"] == "idle")
        }
    }

    @Test func withoutRoomNothingIsExposed() async throws {
        try await open { place, anna, id in
            try await place.setting("min_free_space", .integer(1 << 60))
            let refusal = await place.refusal("camera/expose", request(id), from: anna)
            #expect(refusal?.code == .unavailable)
            let list = try await place.ask(
                "camera/list", ["telescope_id": id], as: ExposureListResponse.self, from: anna)
            #expect(list.exposures.isEmpty)
            try await place.setting("min_free_space", 0)
            let taken = try await place.ask(
                "camera/expose", request(id, ["wait": true, "region": Self.small]), as: ExposeResponse.self, from: anna)
            #expect(taken.state == .done)
        }
    }

    @Test func picturesAreSeenByThoseWhoMayReadTheirTelescope() async throws {
        let simulators = try await AlpacaSimulators.start()
        let url = await simulators.url
        try await Observatory.open { place in
            let anna = try await place.person("anna", .operators)
            let boris = try await place.person("boris", .operators)
            let id = try await place.telescope(of: anna, at: url, ["camera"], visibility: "private")
            var taken: [String] = []
            for _ in 0..<3 {
                taken.append(
                    try await place.ask(
                        "camera/expose", request(id, ["wait": true, "region": Self.small]), as: ExposeResponse.self,
                        from: anna
                    ).exposureID)
            }
            let fetch: JSONValue = ["exposure_id": .string(taken[0])]
            #expect(await place.refusal("camera/fetch", fetch, from: boris)?.code == .notFound)
            #expect(await place.refusal("camera/fetch", ["exposure_id": id], from: anna)?.code == .notFound)
            #expect(await place.refusal("camera/expose", request(id), from: boris)?.code == .notFound)
            let others = try await place.ask("camera/list", [:], as: ExposureListResponse.self, from: boris)
            #expect(others.exposures.isEmpty)
            let first = try await place.ask("camera/list", ["limit": 2], as: ExposureListResponse.self, from: anna)
            #expect(first.exposures.map(\.exposureID) == [taken[2], taken[1]])
            let cursor = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(try #require(first.nextCursor)))
            let rest = try await place.ask(
                "camera/list", ["limit": 2, "cursor": cursor], as: ExposureListResponse.self, from: anna)
            #expect(rest.exposures.map(\.exposureID) == [taken[0]] && rest.nextCursor == nil)
        }
        await simulators.stop()
    }

    @Test func exposuresThatACrashLeftOpenAreClosedAtTheNextStart() async throws {
        let database = try await PostgresServer.shared().database()
        try await Observatory.lay(database)
        try await Observatory.run(on: database) { place in
            let id = try await place.telescope(of: place.admin, at: "http://127.0.0.1:1", [])
            try await database.psql(
                """
                insert into exposures (telescope_id, duration, image_type, state)
                values ('\(id.text ?? "")', 5, 'light', 'exposing')
                """)
        }
        try await Observatory.run(on: database) { place in
            let list = try await place.ask("camera/list", [:], as: ExposureListResponse.self, from: place.admin)
            #expect(list.exposures.map(\.state) == [.error] && list.exposures.first?.reason != nil)
        }
    }

    @Test func aCameraIsSetAndReadBack() async throws {
        try await open { place, anna, id in
            let set = try await place.ask(
                "camera/set",
                [
                    "telescope_id": id, "set_point": -15.5, "cooler_on": true, "offset": 2,
                    "readout_mode": "High Quality",
                ], as: DeviceReport.self, from: anna)
            #expect(set.values["set_point"] == -15.5 && set.values["cooler_on"] == true)
            #expect(set.values["readout_mode"] == 2 && set.values["offset"] == 2)
            let camera = try await place.ask("camera/get", ["telescope_id": id], as: CameraResponse.self, from: anna)
            #expect(camera.connected && camera.camera["width"] == 1024 && camera.camera["sensor_type"] == "monochrome")
            #expect(camera.state["cooler_on"] == true && camera.state["offset"] == 2)
            #expect(camera.can["abort_exposure"] == true && camera.can["fast_readout"] == false)
            // These simulators say one more than they were told.
            let other = await place.refusal("camera/set", ["telescope_id": id, "gain": 4], from: anna)
            #expect(other?.code == .unavailable && other?.details["field"] == "gain")
            for (fields, field) in [
                (["gain": 50], "gain"), (["set_point": -300], "set_point"), (["readout_mode": "None"], "readout_mode"),
                ([:], "gain"), (["cooler_on": "yes"], "cooler_on"),
            ] as [([String: JSONValue], String)] {
                let refusal = await place.refusal(
                    "camera/set", .object(fields.merging(["telescope_id": id]) { $1 }), from: anna)
                #expect(refusal?.code == .invalidRequest && refusal?.message.contains(field) == true, "\(fields)")
            }
        }
    }

    @Test func anotherOnesSessionAndADisabledTelescopeRefuseExposures() async throws {
        try await open { place, anna, id in
            let boris = try await place.person("boris", .operators)
            let olga = try await place.person("olga", .observers)
            #expect(await place.refusal("camera/expose", request(id), from: olga)?.code == .forbidden)
            let session = try await place.ask(
                "session/start", ["telescope_id": id], as: SessionResponse.self, from: anna)
            for route in ["camera/expose", "camera/stop", "camera/set"] {
                let refusal = await place.refusal(route, request(id, ["gain": 1]), from: boris)
                #expect(refusal?.code == .conflict, "\(route)")
            }
            _ = try await place.ask(
                "session/end", ["session_id": .string(session.sessionID)], as: SessionResponse.self, from: anna)
            _ = try await place.ask("config/update", ["id": id, "enabled": false], as: ConfigResponse.self, from: anna)
            #expect(await place.refusal("camera/expose", request(id), from: anna)?.code == .invalidState)
        }
    }
}

extension Observatory {
    /// An exposure as soon as it has come so far.
    func exposure(
        _ id: String, of telescope: JSONValue, from caller: Caller, _ isThere: (ExposureInfo) -> Bool
    ) async throws -> ExposureInfo {
        while true {
            let list = try await ask(
                "camera/list", ["telescope_id": telescope], as: ExposureListResponse.self, from: caller)
            if let exposure = list.exposures.first(where: { $0.exposureID == id }), isThere(exposure) {
                return exposure
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Changes a setting of the coordinator while it runs.
    func setting(_ key: String, _ value: JSONValue) async throws {
        _ = try await bus.ask(
            "config/update/telescope-coordinator", ["config_key": .string(key), "config_value": value] as JSONValue,
            as: ConfigurationUpdateResponse.self, from: admin)
    }
}
