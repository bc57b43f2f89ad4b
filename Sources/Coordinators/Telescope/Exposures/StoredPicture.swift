import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel

/// What an exposure left, as the database has it.
struct StoredPicture: Sendable, Equatable {
    /// The exposure.
    let exposure: ExposureInfo
    /// The digest of the preview.
    let previewSHA256: String?
    /// The preview's bytes.
    let previewSize: Int?
}

/// A picture that was just saved.
struct SavedPicture: Sendable {
    /// The files.
    let image: SavedImage
    /// The header, by keyword.
    let headers: [String: JSONValue]
    /// When the sensor began to gather light.
    let startedAt: Date?
    /// The filter in the light.
    let filter: String?
}
