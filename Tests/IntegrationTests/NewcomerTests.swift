import AsyncHTTPClient
import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// The first evening of somebody who has no telescope yet: `bigskies run --all --simulate`.
    @Suite struct NewcomerTests {
        @Test func aNewcomerSlewsExposesAndLooksAtThePicture() async throws {
            try await withNode("run --all --simulate") { node in
                let admin = try await node.administrator()
                let configs = try await admin.call("telescope/config/list").value()["configs"]?.elements ?? []
                #expect(configs.count == 1)
                let telescope = try #require(configs.first?["id"]?.text)
                _ = try await until(within: .seconds(50)) {
                    let devices = try await admin.command("status/get", telescope)["devices"]?.members ?? [:]
                    return devices.count == 10 && devices.values.allSatisfy { $0["connected"] == true }
                }
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                for suffix in ["dome/open_shutter", "covercalibrator/open"] {
                    let open = try await admin.command(suffix, telescope, ["wait": true], within: .seconds(300))
                    #expect(open.succeeded, "\(suffix): \(open.json)")
                }
                _ = try await admin.command("dome/set_slaved", telescope, ["slaved": true]).value()
                let target = try await admin.rightAscensionOverhead(telescope)
                let slew = try await admin.command(
                    "control/slew", telescope,
                    ["right_ascension": .number(target), "declination": 20, "wait": true], within: .seconds(300))
                #expect(slew["tracking_started"] == true, "\(slew.json)")
                _ = try await until(within: .seconds(200)) {
                    let devices = try await admin.command("status/get", telescope).value()["devices"]
                    return devices?["dome"]?["state"]?["slewing"] == false
                }
                let exposure = try await admin.command(
                    "camera/expose", telescope, ["duration": 1, "object": "first light", "wait": true],
                    within: .seconds(120))
                let id = try exposure.text("exposure_id")
                #expect(exposure["state"] == "done", "\(exposure.json)")

                let preview = try await Self.fetch("preview", of: id, admin)
                #expect(preview.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
                let file = try await Self.fetch("file", of: id, admin)
                let path = node.path("first.fits")
                try file.write(to: URL(filePath: path))
                let looked = try await Program.run(Program.python(), ["-c", Self.astropy, path])
                #expect(looked.status == 0, "\(looked.error)")
                let seen = try Answer(line: try #require(looked.lines.last, "\(looked.error)")).json
                #expect((seen["stars"]?.whole ?? 0) > 5, "\(seen)")
                let header = try #require(seen["header"]?.members)
                #expect(header["OBJECT"] == "first light")
                #expect(header["EXPTIME"]?.double == 1)
                #expect(abs((header["RA"]?.double ?? -99) - target * 15) < 0.1, "\(header)")
                #expect(abs((header["DEC"]?.double ?? -99) - 20) < 0.1, "\(header)")
                for card in [
                    "DATE-OBS", "INSTRUME", "TELESCOP", "SITELAT", "SITELONG", "FILTER", "CCD-TEMP", "OBSERVER",
                ] {
                    #expect(header[card] != nil, "\(card)")
                }
            }
        }

        /// Fetches a part of a picture by HTTP and checks it against what was announced.
        private static func fetch(_ part: String, of exposure: String, _ caller: MQTTCaller) async throws -> Data {
            let answer = try await caller.call(
                "telescope/camera/fetch", ["exposure_id": .string(exposure), "part": .string(part)])
            let bytes = try await Web.body(of: HTTPClientRequest(url: answer.text("url")))
            #expect(answer["size"]?.whole == Int64(bytes.count))
            #expect(answer["sha256"] == .string(Digest.sha256Hex(bytes)))
            return bytes
        }

        /// Every warning of astropy is an error; a star stands out of the sky by ten deviations.
        private static let astropy = """
            import json, sys, warnings
            import numpy
            from astropy.io import fits
            from astropy.stats import sigma_clipped_stats
            warnings.simplefilter("error")
            with fits.open(sys.argv[1], checksum=True) as file:
                file.verify("exception")
                image = file[0]
                assert image.header["CHECKSUM"] and image.header["DATASUM"]
                mean, middle, deviation = sigma_clipped_stats(image.data)
                bright = image.data > middle + 10 * deviation
                header = {card: value for card, value in image.header.items() if isinstance(value, (str, int, float))}
                print(json.dumps({"stars": int(bright.sum()), "shape": list(image.data.shape), "header": header}))
            """
    }
}
