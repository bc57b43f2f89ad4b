import Alpaca
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import AlpacaEngines

extension DeviceTests {
    @Suite struct CameraTests {
        @Test(arguments: ["bytes", "json", "base64", "old", "old,json", "stale", "blocks", "breaks"])
        func aPictureComesInEveryForm(way: String) async throws {
            try await ScriptedCamera.with(way) { camera in
                let before = Date()
                let frame = try await camera.picture(ExposureOrder(duration: 0.4, gain: 20))
                #expect(frame.image.width == 40)
                #expect(frame.image.height == 30)
                #expect(frame.image.planes == 1)
                guard case .uint16(let samples) = frame.image.samples else {
                    // The hand-off tells its type: whole numbers of 32 bits.
                    guard case .int32(let samples) = frame.image.samples else {
                        throw ServiceError(.internal, "other values")
                    }
                    #expect(samples[7 * 40 + 3] == 307)
                    return
                }
                #expect(samples[7 * 40 + 3] == 307)
                #expect(frame.exposure.phase == .downloading || frame.exposure.phase == .done)
                #expect(frame.gain == 20)
                #expect(frame.binX == 1)
                #expect(frame.sensorName == "S1")
                #expect(frame.sensorType == .monochrome)
                #expect(frame.readoutMode == "Slow")
                #expect(frame.ccdTemperature == -10)
                #expect(frame.electronsPerADU == 1.5)
                let start = try #require(frame.startedAt)
                #expect(abs(start.timeIntervalSince(before)) < 10)
            }
        }

        @Test func aPictureInColoursHasThreePlanes() async throws {
            try await ScriptedCamera.with("colour") { camera in
                let error = await #expect(throws: ServiceError.self) {
                    // The sensor says that it is monochrome: three planes are more than it announced.
                    try await camera.picture(ExposureOrder(duration: 0))
                }
                #expect(error?.code == .unavailable)
            }
        }

        @Test func aRegionIsReadBinned() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let region = ImageRegion(startX: 4, startY: 2, width: 10, height: 8)
                let frame = try await camera.picture(
                    ExposureOrder(duration: 0, isLight: false, binX: 2, region: region))
                #expect(frame.image.width == 10)
                #expect(frame.image.height == 8)
                #expect(frame.startX == 4)
                #expect(frame.binY == 2)
                let told = try await camera.told()
                #expect(told.contains("startexposure=0.0=false"))
                // Back to the whole sensor; what is right already is not written again.
                let whole = try await camera.picture(ExposureOrder(duration: 0, binX: 2))
                #expect(whole.image.width == 20)
                #expect(whole.image.height == 15)
                #expect(try await camera.told().count(where: { $0.hasPrefix("binx") }) == 1)
            }
        }

        @Test func aPictureIsHandedOutOnce() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let frame = try await camera.picture(ExposureOrder(duration: 0))
                let again = await #expect(throws: ServiceError.self) {
                    try await camera.engine.frame(of: frame.exposure.id)
                }
                #expect(again?.code == .notFound)
            }
        }

        @Test(arguments: ["stuck", "fails", "empty", "forgets", "huge", "larger"])
        func anExposureWithoutAPictureFails(way: String) async throws {
            var configuration = ScriptedCamera.configuration
            configuration.maxReadout = .seconds(2)
            try await ScriptedCamera.with(way, configuration: configuration) { camera in
                let error = await #expect(throws: ServiceError.self) {
                    try await camera.picture(ExposureOrder(duration: 0.5))
                }
                #expect(error?.code == (way == "forgets" ? .invalidState : .unavailable))
                let exposure = try await camera.engine.exposure(of: camera.device.id)
                guard case .failed = exposure?.phase else { throw ServiceError(.internal, "not failed") }
                // A camera that may still be at it is stopped.
                if way == "stuck" { #expect(try await camera.told().last == "abortexposure") }
            }
        }

        @Test func aRefusedExposureLeavesTheCameraFree() async throws {
            try await ScriptedCamera.with("refuses") { camera in
                // Many times: the refusal and the watch over the exposure come in either order.
                for _ in 0..<50 {
                    let error = await #expect(throws: ServiceError.self) {
                        try await camera.engine.expose(ExposureOrder(duration: 1), with: camera.device.id)
                    }
                    #expect(error?.code == .invalidRequest)
                }
            }
        }

        @Test func aSecondExposureIsRefusedAndNamesTheFirst() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let first = try await camera.engine.expose(ExposureOrder(duration: 30), with: camera.device.id)
                let error = await #expect(throws: ServiceError.self) {
                    try await camera.engine.expose(ExposureOrder(duration: 1), with: camera.device.id)
                }
                #expect(error?.code == .invalidState)
                #expect(error?.details["exposure_id"] == .string(first.id.text))
            }
        }

        @Test(arguments: ["bytes", "blocks"])
        func anAbortEndsTheWaitAndTheExposure(way: String) async throws {
            try await ScriptedCamera.with(way) { camera in
                let engine = camera.engine
                let order = ExposureOrder(duration: way == "blocks" ? 3 : 30)
                let accepted = Task { try await engine.expose(order, with: camera.device.id) }
                for await event in engine.events {
                    if case .exposure = event { break }
                    if try await engine.exposure(of: camera.device.id)?.phase == .exposing { break }
                }
                let waiting = Task { try await engine.frame(of: order.id) }
                let aborted = try await engine.abortExposure(camera.device.id, reason: "clouds")
                #expect(aborted?.phase == .aborted("clouds"))
                _ = try? await accepted.value
                let error = await #expect(throws: ServiceError.self) { try await waiting.value }
                #expect(error?.code == .cancelled || error?.code == .notFound)
                #expect(try await camera.told().last == "abortexposure")
                if way == "bytes" {
                    #expect(try await camera.picture(ExposureOrder(duration: 0)).image.width == 40)
                }
            }
        }

        @Test func aStoppedExposureGivesItsPicture() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let exposure = try await camera.engine.expose(ExposureOrder(duration: 60), with: camera.device.id)
                try await camera.engine.stopExposure(camera.device.id)
                let frame = try await camera.engine.frame(of: exposure.id)
                #expect(frame.image.width == 40)
                #expect(try #require(frame.duration) < 30)
            }
        }

        @Test func progressIsToldOnceASecondAndEveryPhase() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let start = ContinuousClock.now
                let exposure = try await camera.engine.expose(ExposureOrder(duration: 1.5), with: camera.device.id)
                _ = try await camera.engine.frame(of: exposure.id)
                var told: [Exposure] = []
                for await event in camera.engine.events {
                    guard case .exposure(let exposure) = event else { continue }
                    told.append(exposure)
                    if exposure.phase == .done { break }
                }
                #expect(told.first?.phase == .exposing)
                #expect(told.contains { $0.phase == .downloading })
                // Four phases at most, and one more for each second.
                let seconds = Int((ContinuousClock.now - start) / .seconds(1))
                #expect(told.count <= 5 + seconds)
            }
        }

        @Test func aCameraThatIsDisconnectedGivesItsExposureUp() async throws {
            try await ScriptedCamera.with("bytes") { camera in
                let exposure = try await camera.engine.expose(ExposureOrder(duration: 30), with: camera.device.id)
                try await camera.engine.disconnect(camera.device.id)
                let error = await #expect(throws: ServiceError.self) {
                    try await camera.engine.frame(of: exposure.id)
                }
                #expect(error?.code == .cancelled)
                let refused = await #expect(throws: ServiceError.self) {
                    try await camera.engine.expose(ExposureOrder(duration: 1), with: camera.device.id)
                }
                #expect(refused?.details["cure"] == "telescope/device/connect")
            }
        }
    }
}
