import Alpaca
import AstrometryEngines
import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel
import Testing

@testable import AlpacaEngines
@testable import TelescopeCoordination

@Suite struct PictureHeaderTests {
    private let place = ObservingPlace(latitude: 48.1, longitude: 11.6, elevation: 520)
    private let start = Date(timeIntervalSince1970: 1_768_597_445.25)

    private func frame(_ change: (inout CameraFrame) -> Void = { _ in }) throws -> CameraFrame {
        let image = try #require(AlpacaImage(width: 2, height: 2, samples: .uint16([1, 2, 3, 4])))
        let device = try DeviceSnapshot.heard(.camera, [:]).device
        let exposure = Exposure(
            ExposureOrder(duration: 30), of: device, limits: .init(readout: .seconds(10), grace: .seconds(1)))
        var frame = CameraFrame(image, of: exposure)
        frame.startedAt = start
        frame.duration = 30
        change(&frame)
        return frame
    }

    private func scene(_ devices: [DeviceSnapshot] = [], _ change: (inout ExposureScene) -> Void = { _ in })
        -> ExposureScene
    {
        var scene = ExposureScene(date: start, devices: devices)
        scene.place = place
        change(&scene)
        return scene
    }

    private func mount(
        _ system: EquatorialSystem?, age: Duration = .seconds(1), _ more: [String: JSONValue] = [:]
    ) throws -> DeviceSnapshot {
        let values: [String: JSONValue] = [
            "RightAscension": 5.5, "Declination": -10.25, "Altitude": 60, "Azimuth": 120, "SideOfPier": 0,
            "Slewing": false,
        ]
        return try DeviceSnapshot.heard(.telescope, values.merging(more) { $1 }, age: age, system: system)
    }

    @Test func timesAreUTCAtTheStartInTheMiddleAndAtTheEnd() throws {
        let values = PictureHeader(try frame(), scene()).values
        #expect(values["DATE-OBS"] == "2026-01-16T21:04:05.250")
        #expect(values["DATE-AVG"] == "2026-01-16T21:04:20.250")
        #expect(values["DATE-END"] == "2026-01-16T21:04:35.250")
        #expect(values["EXPTIME"] == 30.0)
        #expect(abs((values["MJD-OBS"]?.double ?? 0) - 61056.877_838_541) < 1e-8)
    }

    @Test func whatIsNotKnownIsLeftOut() throws {
        let header = PictureHeader(
            try frame {
                $0.startedAt = nil; $0.duration = nil
            }, ExposureScene(date: start))
        #expect(header.values.keys.sorted() == ["EXPID", "IMAGETYP", "SWCREATE"])
        let numbers = header.cards.contains { card in
            if case .text = card.value { false } else { true }
        }
        #expect(!numbers)
    }

    @Test func coordinatesOfDateAreLedBackToTheCatalogue() throws {
        let values = PictureHeader(try frame(), scene([try mount(.topocentric)])).values
        let said = EquatorialPosition(rightAscension: 5.5, declination: -10.25)
        let expected = Astrometry.icrs(said, at: start, place)
        #expect(abs((values["RA"]?.double ?? 0) - expected.rightAscension * 15) < 1e-9)
        #expect(abs((values["RA"]?.double ?? 0) - 82.5) > 0.1)
        #expect(values["RADESYS"] == "ICRS" && values["EQUINOX"] == 2000.0)
        #expect(values["PIERSIDE"] == "EAST")
        #expect(values["CENTALT"] == 60.0 && values["CENTAZ"] == 120.0)
        #expect(abs((values["AIRMASS"]?.double ?? 0) - 1.154) < 0.001)
    }

    @Test func coordinatesOfTheCatalogueStayAsTheyAre() throws {
        let values = PictureHeader(try frame(), scene([try mount(.j2000)])).values
        #expect(values["RA"] == 82.5 && values["DEC"] == -10.25)
        #expect(values["OBJCTRA"] == "05 30 00.00" && values["OBJCTDEC"] == "-10 15 00.0")
    }

    @Test func aMountThatDoesNotSayItsSystemIsNotSaidToHaveOne() throws {
        let values = PictureHeader(try frame(), scene([try mount(nil)])).values
        #expect(values["RA"] == 82.5 && values["RADESYS"] == nil && values["EQUINOX"] == nil)
    }

    @Test func whatIsTooOldOrMovingIsNotTold() throws {
        let old = PictureHeader(try frame(), scene([try mount(.j2000, age: .seconds(11))])).values
        #expect(old["RA"] == nil && old["CENTALT"] == nil && old["PIERSIDE"] == nil)
        let slewing = PictureHeader(try frame(), scene([try mount(.j2000, ["Slewing": true])])).values
        #expect(slewing["RA"] == nil && slewing["AIRMASS"] == nil)
        let focuser = try DeviceSnapshot.heard(.focuser, ["Position": 100, "IsMoving": true])
        #expect(PictureHeader(try frame(), scene([focuser])).values["FOCUSPOS"] == nil)
    }

    @Test func instrumentsAndWeatherAreTold() throws {
        let values = PictureHeader(
            try frame(),
            scene([
                try DeviceSnapshot.heard(.focuser, ["Position": 100, "IsMoving": false, "Temperature": 4.5]),
                try DeviceSnapshot.heard(.rotator, ["Position": 45, "IsMoving": false]),
                try DeviceSnapshot.heard(.observingConditions, ["Temperature": 3, "Humidity": 55], age: .seconds(40)),
            ]) {
                $0.filter = "Ha"
                $0.focalLength = 0.53
                $0.aperture = 0
            }
        ).values
        #expect(values["FOCUSPOS"] == 100 && values["FOCTEMP"] == 4.5 && values["ROTATANG"] == 45.0)
        #expect(values["AMBTEMP"] == 3.0 && values["HUMIDITY"] == 55.0 && values["FILTER"] == "Ha")
        #expect(values["FOCALLEN"] == 530.0 && values["APTDIA"] == nil)
    }

    @Test func pixelsIncludeTheBinningAndTheMatrixFollowsTheCorner() throws {
        let colour: (inout CameraFrame) -> Void = {
            $0.sensorType = .rggb
            $0.bayerOffsetX = 0
            $0.bayerOffsetY = 1
            $0.startX = 3
            $0.startY = 4
            $0.pixelSizeX = 3.76
            $0.binX = 1
            $0.binY = 1
        }
        let values = PictureHeader(try frame(colour), scene()).values
        #expect(values["BAYERPAT"] == "RGGB" && values["XBAYROFF"] == 1 && values["YBAYROFF"] == 1)
        #expect(values["XORGSUBF"] == 3 && values["XPIXSZ"] == 3.76)
        let binned = PictureHeader(
            try frame {
                colour(&$0)
                $0.binX = 2
                $0.binY = 2
            }, scene()
        ).values
        #expect(binned["BAYERPAT"] == nil && binned["XPIXSZ"] == 7.52)
    }

    @Test(arguments: [(0.0, "00 00 00.00"), (23.999_999_999, "00 00 00.00"), (5.588_139, "05 35 17.30")])
    func rightAscensionsAreWrittenInHours(hours: Double, text: String) {
        #expect(PictureHeader.sexagesimal(hours, digits: 2, circle: 24) == text)
    }

    @Test func belowTheHorizonThereIsNoAirMass() {
        #expect(PictureHeader.airmass(0) == nil)
        #expect(PictureHeader.airmass(-5) == nil)
        #expect(PictureHeader.airmass(.nan) == nil)
        #expect(abs((PictureHeader.airmass(90) ?? 0) - 1) < 1e-4)
    }

    @Test func everyKeywordIsOneOfFITSAndStandsOnce() throws {
        let header = PictureHeader(try frame(), scene([try mount(.topocentric)]))
        #expect(Set(header.cards.map(\.keyword)).count == header.cards.count)
        for card in header.cards {
            #expect((1...8).contains(card.keyword.count))
            #expect(card.keyword.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || "-_".contains($0)) })
            #expect(card.comment.allSatisfy { $0.isASCII })
        }
    }
}
