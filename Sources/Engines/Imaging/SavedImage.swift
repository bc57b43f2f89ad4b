/// The files of a picture that is safely on the disk.
public struct SavedImage: Sendable, Hashable {
    /// The FITS file, absolute.
    public let file: String
    /// Its SHA-256 in hexadecimal.
    public let sha256: String
    /// Its bytes.
    public let size: Int
    /// The preview, a PNG, absolute.
    public let preview: String
    /// Its SHA-256 in hexadecimal.
    public let previewSHA256: String
    /// Its bytes.
    public let previewSize: Int
    /// Its columns.
    public let previewWidth: Int
    /// Its rows.
    public let previewHeight: Int

    /// Describes the files of a picture.
    public init(
        file: String, sha256: String, size: Int, preview: String, previewSHA256: String, previewSize: Int,
        previewWidth: Int, previewHeight: Int
    ) {
        self.file = file
        self.sha256 = sha256
        self.size = size
        self.preview = preview
        self.previewSHA256 = previewSHA256
        self.previewSize = previewSize
        self.previewWidth = previewWidth
        self.previewHeight = previewHeight
    }
}
