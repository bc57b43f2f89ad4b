import Alpaca
import FoundationEssentials
import Kernel
import Support

/// What astropy finds in a FITS file.
enum Astropy {
    /// Opens a file with astropy: every warning is an error, the file is verified, its checksums too.
    ///
    /// - Parameters:
    ///   - file: The FITS file.
    ///   - samples: The values to compare with those of the file.
    ///   - folder: Where the values are handed over.
    /// - Returns: `equal`, `shape`, `type`, `cards` (keyword to value) and `comments` (keyword to comment).
    /// - Throws: `ServiceError` with what astropy complains about.
    static func read(_ file: String, against samples: AlpacaImage.Samples, in folder: Folder) async throws -> JSONValue
    {
        let raw = folder.path + "/values"
        try samples.bytes.write(to: URL(filePath: raw))
        let result = try await Program.run(
            try Program.python(), ["-c", script, file, raw, samples.numpyType], within: .seconds(60))
        guard result.status == 0 else { throw ServiceError(.internal, "astropy: \(result.error)") }
        return try WireJSON.decode(JSONValue.self, from: Data(result.output.utf8))
    }

    private static let script = """
        import json, sys, warnings
        warnings.simplefilter("error")
        import numpy
        from astropy.io import fits
        with fits.open(sys.argv[1], checksum=True, character_as_bytes=False) as opened:
            opened.verify("exception")
            assert len(opened) == 1
            unit = opened[0]
            assert unit.verify_checksum() == 1 and unit.verify_datasum() == 1
            header = unit.header.copy()
            data = unit.data
            values = numpy.fromfile(sys.argv[2], dtype=sys.argv[3]).reshape(data.shape)
            def plain(value):
                if isinstance(value, fits.card.Undefined):
                    return None
                return value
            print(json.dumps({
                "equal": bool(numpy.array_equal(data, values, equal_nan=data.dtype.kind == "f")),
                "shape": list(data.shape),
                "type": data.dtype.newbyteorder("=").str.lstrip("<|="),
                "cards": {key: plain(header[key]) for key in header if key not in ("COMMENT", "HISTORY", "")},
                "comments": {key: header.comments[key] for key in header if key not in ("COMMENT", "HISTORY", "")},
                "commentary": list(map(str, header.get("COMMENT", []))) + list(map(str, header.get("HISTORY", []))),
            }))
        """
}

extension AlpacaImage.Samples {
    /// The type as numpy names it.
    var numpyType: String {
        switch self {
        case .uint8: "u1"
        case .int16: "i2"
        case .uint16: "u2"
        case .int32: "i4"
        case .uint32: "u4"
        case .float: "f4"
        case .double: "f8"
        }
    }

    /// The values as they are in memory.
    var bytes: Data {
        switch self {
        case .uint8(let values): values.withUnsafeBytes { Data($0) }
        case .int16(let values): values.withUnsafeBytes { Data($0) }
        case .uint16(let values): values.withUnsafeBytes { Data($0) }
        case .int32(let values): values.withUnsafeBytes { Data($0) }
        case .uint32(let values): values.withUnsafeBytes { Data($0) }
        case .float(let values): values.withUnsafeBytes { Data($0) }
        case .double(let values): values.withUnsafeBytes { Data($0) }
        }
    }
}
