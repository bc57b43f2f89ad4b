import FoundationEssentials
import Glibc
import Kernel

/// Something that may be said nowhere.
struct Secret: Sendable {
    /// What it is, for the report; the value itself is never printed.
    let name: String
    private let spellings: [Data]

    /// Takes a value with the spellings in which it could leak: as it is, in base64 and in hexadecimal digits.
    init(_ name: String, _ value: String) {
        self.name = name
        let bytes = Data(value.utf8)
        let coded = bytes.base64EncodedString()
        // Without the end, which depends on what follows it.
        let stem = String(coded.prefix { $0 != "=" }.dropLast(bytes.count % 3 == 0 ? 0 : 1))
        let forWeb = stem.replacing("+", with: "-").replacing("/", with: "_")
        spellings = [bytes] + Set([stem, forWeb, Digest.hex(bytes)]).map { Data($0.utf8) }
    }

    /// Whether a text says it.
    func isIn(_ text: Data) -> Bool { spellings.contains { text.says($0) } }
}

extension Data {
    /// Whether these bytes are among its own.
    func says(_ bytes: Data) -> Bool {
        withUnsafeBytes { all in
            bytes.withUnsafeBytes { part in
                guard var place = all.baseAddress, let wanted = part.baseAddress, let first = part.first else {
                    return false
                }
                let end = place + all.count
                while let found = memchr(place, Int32(first), end - place), end - UnsafeRawPointer(found) >= part.count
                {
                    if memcmp(found, wanted, part.count) == 0 { return true }
                    place = UnsafeRawPointer(found) + 1
                }
                return false
            }
        }
    }
}
