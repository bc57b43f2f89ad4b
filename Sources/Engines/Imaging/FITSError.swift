import CCFITSIO
import Kernel

/// A failure of CFITSIO: its status and what it says about it.
struct FITSError: Error, CustomStringConvertible {
    let status: Int32
    let description: String

    init(_ status: Int32) {
        self.status = status
        var text = [CChar](repeating: 0, count: Int(FLEN_STATUS))
        ffgerr(status, &text)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        description = "\(String(decoding: bytes, as: UTF8.self)) (CFITSIO \(status))"
    }

    /// The same in the words of the house.
    var service: ServiceError {
        ServiceError(
            .unavailable, "cannot write the picture: \(self)",
            details: ["cure": "check the directory's rights and the space on the disk"], cause: self)
    }
}
