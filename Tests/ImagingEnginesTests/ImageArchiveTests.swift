import Alpaca
import FoundationEssentials
import ImagingEngines
import Kernel
import Testing

struct ImageArchiveTests {
    private let folder: Folder
    private let archive: ImageArchive

    init() throws {
        folder = try Folder()
        archive = ImageArchive(directory: folder.path + "/images", minFreeSpace: 1)
    }

    private func name(_ time: String = "2026-01-16T21:04:05.123Z") throws -> ImageName {
        ImageName(
            telescope: UUID(), exposure: UUID(), startedAt: try #require(Timestamp.date(time)))
    }

    static let pictures: [(samples: AlpacaImage.Samples, planes: Int)] = [
        (.uint8([0, 1, 127, 128, 254, 255]), 1),
        (.int16([-32768, -1, 0, 1, 2, 32767]), 1),
        (.uint16([0, 1, 32767, 32768, 65534, 65535]), 1),
        (.uint16([0, 1, 32767, 32768, 65534, 65535, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]), 3),
        (.int32([.min, -1, 0, 1, 65536, .max]), 1),
        (.uint32([0, 1, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, .max]), 1),
        (.float([-1.5, 0, 3.25, .nan, .greatestFiniteMagnitude, .leastNormalMagnitude]), 1),
        (.double([-1.5, 0, 3.25, .nan, .greatestFiniteMagnitude, .infinity]), 1),
    ]

    @Test(arguments: pictures.indices)
    func astropyReadsTheValuesAndFindsNothingWrong(_ index: Int) async throws {
        let (samples, planes) = Self.pictures[index]
        let image = try #require(AlpacaImage(width: 3, height: 2, planes: planes, samples: samples))
        let saved = try await archive.save(image, cards: [], name: try name())
        let read = try await Astropy.read(saved.file, against: samples, in: folder)
        #expect(read["equal"] == true)
        #expect(read["shape"] == (planes == 1 ? [2, 3] : [3, 2, 3]))
        #expect(read["type"] == .string(samples.numpyType))
    }

    @Test func unsignedValuesAreStoredWithAnOffset() async throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint16([40000])))
        let saved = try await archive.save(image, cards: [], name: try name())
        let header = String(decoding: try Data(contentsOf: URL(filePath: saved.file)).prefix(2880), as: UTF8.self)
        #expect(header.contains("BITPIX  =                   16"))
        #expect(header.contains("BZERO   =                32768"))
    }

    @Test func astropyReadsTheCardsAsTheyWereGiven() async throws {
        let long = String(repeating: "it's a long night; ", count: 12) + "end"
        let cards = [
            FITSCard("OBJECT", .text("M 31"), "target"),
            FITSCard("QUOTED", .text("O'Neill's 'eye'"), "quotes"),
            FITSCard("EMPTY", .text("")),
            FITSCard("LONGTEXT", .text(long), "more than one card"),
            FITSCard("GAIN", .integer(-120), "gain"),
            FITSCard("BIG", .integer(.max)),
            FITSCard("EXPTIME", .number(0.1), "[s] exposure"),
            FITSCard("CRVAL1", .number(83.633_083_123_456_78), "[deg]"),
            FITSCard("TINY", .number(-2.2250738585072014e-308)),
            FITSCard("HUGE", .number(1.797_693_134_862_315_7e308)),
            FITSCard("WHOLE", .number(1200)),
            FITSCard("UNKNOWN", .number(.nan), "not known"),
            FITSCard("COOLED", .logical(true)),
            FITSCard("LIGHT", .logical(false)),
        ]
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let saved = try await archive.save(image, cards: cards, name: try name())
        let read = try await Astropy.read(saved.file, against: image.samples, in: folder)
        let values = try #require(read["cards"])
        #expect(values["OBJECT"] == "M 31")
        #expect(values["QUOTED"] == "O'Neill's 'eye'")
        #expect(values["EMPTY"] == "")
        #expect(values["LONGTEXT"] == .string(long))
        #expect(values["GAIN"] == -120)
        #expect(values["BIG"] == .integer(.max))
        for (keyword, number) in [
            ("EXPTIME", 0.1), ("CRVAL1", 83.633_083_123_456_78), ("TINY", -2.2250738585072014e-308),
            ("HUGE", 1.797_693_134_862_315_7e308), ("WHOLE", 1200),
        ] {
            #expect(values[keyword]?.double == number, "\(keyword)")
        }
        #expect(values["UNKNOWN"] == .null)
        #expect(values["COOLED"] == true)
        #expect(values["LIGHT"] == false)
        #expect(read["comments"]?["EXPTIME"] == "[s] exposure")
        #expect(read["comments"]?["OBJECT"] == "target")
    }

    @Test func whatIsNoPlainTextOrNoKeywordDoesNotSpoilTheFile() async throws {
        let cards = [
            FITSCard("OBSERVER", .text("Müller\n\u{0}'"), "naïve"),
            FITSCard("OBJECT", .text("first")), FITSCard("OBJECT", .text("last")),
            FITSCard("BITPIX", .integer(99)), FITSCard("NAXIS1", .integer(99)), FITSCard("bad key", .integer(5)),
            FITSCard("", .text("nothing")), FITSCard("TOOLONGKEYWORD", .text("x")), FITSCard("ÄÖÜ", .text("x")),
            FITSCard("END", .text("x")), FITSCard("HISTORY", .text(String(repeating: "h", count: 200))),
            FITSCard("NOTES", .text(String(repeating: "é", count: 100_000))),
            FITSCard("COMMENTD", .integer(1), String(repeating: "c", count: 500)),
        ]
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let saved = try await archive.save(image, cards: cards, name: try name())
        let read = try await Astropy.read(saved.file, against: image.samples, in: folder)
        #expect(read["cards"]?["OBSERVER"] == "M?ller??'")
        #expect(read["cards"]?["OBJECT"] == "last")
        #expect(read["cards"]?["BITPIX"] == 8)
        #expect(read["cards"]?["NAXIS1"] == 1)
        #expect(read["cards"]?["NOTES"]?.text?.count == 4096)
        let commentary = try #require(read["commentary"]?.elements).compactMap(\.text)
        #expect(commentary.contains { $0.hasPrefix("bad key = 5") })
        #expect(commentary.contains { $0.hasPrefix("hhh") })
    }

    @Test func filesLieByTelescopeAndNightAndAreNamedByTimeAndExposure() async throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let early = try name("2026-01-17T03:04:05.999Z")
        let saved = try await archive.save(image, cards: [], name: early)
        let folder = "\(archive.directory)/\(early.telescope.text)/2026-01-16/"
        #expect(saved.file == "\(folder)20260117T030405_\(early.exposure.text).fits")
        #expect(saved.preview == "\(folder)20260117T030405_\(early.exposure.text).png")
    }

    @Test func theDigestsAndSizesAreThoseOfTheFiles() async throws {
        let image = try #require(AlpacaImage(width: 40, height: 30, samples: .uint16(Array(0..<1200))))
        let saved = try await archive.save(image, cards: [], name: try name())
        let file = try Data(contentsOf: URL(filePath: saved.file))
        let preview = try Data(contentsOf: URL(filePath: saved.preview))
        #expect(saved.sha256 == Digest.sha256Hex(file))
        #expect(saved.size == file.count)
        #expect(file.count % 2880 == 0)
        #expect(saved.previewSHA256 == Digest.sha256Hex(preview))
        #expect(saved.previewSize == preview.count)
    }

    @Test func nothingIsWrittenOver() async throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let name = try name()
        let saved = try await archive.save(image, cards: [], name: name)
        let error = await #expect(throws: ServiceError.self) {
            try await archive.save(image, cards: [], name: name)
        }
        #expect(error?.code == .conflict)
        #expect(saved.sha256 == Digest.sha256Hex(try Data(contentsOf: URL(filePath: saved.file))))
        #expect(try folder.files.count == 2)
    }

    @Test func aDirectoryThatCannotBeMadeIsSaidAndLeavesNothing() async throws {
        try Data().write(to: URL(filePath: archive.directory))
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let error = await #expect(throws: ServiceError.self) {
            try await archive.save(image, cards: [], name: try name())
        }
        #expect(error?.code == .unavailable)
    }

    @Test func picturesSavedSideBySideAreAllThere() async throws {
        let image = try #require(
            AlpacaImage(width: 200, height: 100, samples: .uint16(.init(repeating: 9, count: 20000))))
        try await withThrowingTaskGroup(of: SavedImage.self) { group in
            for _ in 0..<8 { group.addTask { try await archive.save(image, cards: [], name: try name()) } }
            for try await saved in group { #expect(saved.size > 40000) }
        }
        let files = try folder.files
        #expect(files.count == 16)
        #expect(!files.contains { $0.hasSuffix(".part") })
    }

    @Test func whatACrashLeftHalfWrittenIsRemovedAndNothingElse() async throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let saved = try await archive.save(image, cards: [], name: try name())
        let night = URL(filePath: saved.file).deletingLastPathComponent().path
        let kept = [saved.file, saved.preview, night + "/notes.part", archive.directory + "/other.fits.0.part"]
        let left = [saved.file + ".0123abcd.part", saved.preview + ".89ef4567.part"]
        for path in kept.dropFirst(2) + left { try Data([1]).write(to: URL(filePath: path)) }
        #expect(await archive.removeLeftovers() == 2)
        for path in kept { #expect(FileManager.default.fileExists(atPath: path), "\(path)") }
        for path in left { #expect(!FileManager.default.fileExists(atPath: path), "\(path)") }
        #expect(await archive.removeLeftovers() == 0)
    }

    @Test(arguments: [Double.nan, .infinity, -1e300, 1e300])
    func aTimeThatIsNoneStillNamesAFile(_ seconds: Double) async throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([7])))
        let name = ImageName(telescope: UUID(), exposure: UUID(), startedAt: Date(timeIntervalSince1970: seconds))
        let saved = try await archive.save(image, cards: [], name: name)
        #expect(saved.file.hasSuffix("_\(name.exposure.text).fits"))
    }
}
