import Alpaca
import CCFITSIO
import Kernel

/// A FITS file of one picture, written by CFITSIO (FITS Standard 4.0).
enum FITSFile {
    /// Writes a picture with its header, DATASUM and CHECKSUM.
    ///
    /// - Parameters:
    ///   - image: The picture; its first row is the first of the file, unsigned values are stored with BZERO.
    ///   - cards: The header besides what follows from the picture.
    ///   - path: The file, which must not exist.
    /// - Throws: `unavailable` with what CFITSIO says; the file is then to be removed.
    static func write(_ image: AlpacaImage, cards: [FITSCard], to path: String) throws(ServiceError) {
        guard path.utf8.count < Int(FLEN_FILENAME) else {
            throw ServiceError(.unavailable, "the path \(path) is too long for CFITSIO")
        }
        var status: Int32 = 0
        var file: UnsafeMutablePointer<fitsfile>?
        // Takes the name as it is; ffinit would read brackets and parentheses in it as instructions.
        ffdkinit(&file, path, &status)
        guard status == 0, let file else { throw FITSError(status).service }
        var axes = [LONGLONG(image.width), LONGLONG(image.height), LONGLONG(image.planes)]
        ffcrimll(file, image.samples.bitsPerPixel, image.planes > 1 ? 3 : 2, &axes, &status)
        FITSHeader(cards).write(to: file, &status)
        image.samples.write(to: file, &status)
        ffpcks(file, &status)
        // Closes the file whatever the status, and is the last to find the disk full.
        ffclos(file, &status)
        // The messages are in the status; the stack is one for the process and would only grow.
        ffcmsg()
        guard status == 0 else { throw FITSError(status).service }
    }
}

extension AlpacaImage.Samples {
    /// The type of the picture as `ffcrimll` wants it: BITPIX, or a code for BITPIX with BZERO.
    fileprivate var bitsPerPixel: Int32 {
        switch self {
        case .uint8: BYTE_IMG
        case .int16: SHORT_IMG
        case .uint16: USHORT_IMG
        case .int32: LONG_IMG
        case .uint32: ULONG_IMG
        case .float: FLOAT_IMG
        case .double: DOUBLE_IMG
        }
    }

    fileprivate func write(to file: UnsafeMutablePointer<fitsfile>, _ status: inout Int32) {
        switch self {
        case .uint8(let values): write(values, TBYTE, to: file, &status)
        case .int16(let values): write(values, TSHORT, to: file, &status)
        case .uint16(let values): write(values, TUSHORT, to: file, &status)
        case .int32(let values): write(values, TINT, to: file, &status)
        case .uint32(let values): write(values, TUINT, to: file, &status)
        case .float(let values): write(values, TFLOAT, to: file, &status)
        case .double(let values): write(values, TDOUBLE, to: file, &status)
        }
    }

    private func write<Sample>(
        _ values: [Sample], _ type: Int32, to file: UnsafeMutablePointer<fitsfile>, _ status: inout Int32
    ) {
        values.withUnsafeBytes { bytes in
            // CFITSIO only reads from here (fitsio.h, ffppr); its pointer is not const.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            ffppr(file, type, 1, LONGLONG(values.count), start, &status)
        }
    }
}
