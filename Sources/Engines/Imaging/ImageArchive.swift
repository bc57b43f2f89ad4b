public import Alpaca
import FoundationEssentials
public import Kernel

/// The pictures of a node on its disk: each a FITS file with a preview beside it.
///
/// Pictures are written one after another; beside the picture itself that takes at most 50 MiB of memory.
public struct ImageArchive: Sendable {
    /// The directory of all pictures, absolute.
    public let directory: String

    private let minimum: SpaceMinimum
    private let writer = ImageWriter()

    /// Names an archive; its directory is made with the first picture.
    ///
    /// - Parameters:
    ///   - directory: The directory of all pictures, absolute.
    ///   - minFreeSpace: The bytes that must be free before an exposure.
    public init(directory: String, minFreeSpace: Int64) {
        self.directory = directory
        minimum = SpaceMinimum(minFreeSpace)
    }

    /// Changes the bytes that must be free before an exposure, from now on.
    public func update(minFreeSpace: Int64) { minimum.bytes = minFreeSpace }

    /// The bytes that must be free before an exposure.
    public var minFreeSpace: Int64 { minimum.bytes }

    /// The bytes that are free for pictures; 0 when nobody can tell.
    public func freeSpace() -> Int64 { DiskSpace.free(at: directory) }

    /// Refuses when there is too little space for another picture.
    ///
    /// - Throws: `unavailable` with both figures.
    public func requireSpace() throws(ServiceError) {
        let free = freeSpace()
        let wanted = minimum.bytes
        guard free < wanted else { return }
        throw ServiceError(
            .unavailable,
            "too little space for pictures: \(DiskSpace.text(free)) free, \(DiskSpace.text(wanted)) wanted",
            details: [
                "free_bytes": .integer(free), "min_free_bytes": .integer(wanted),
                "cure": "remove files, or lower min_free_space",
            ])
    }

    /// Writes a picture and its preview; neither is ever seen half written, and nothing is written over.
    ///
    /// - Parameters:
    ///   - image: The picture.
    ///   - cards: The header besides what follows from the picture itself. Of two cards with one keyword the last counts;
    ///     one whose keyword is not the caller's to give becomes a comment.
    ///   - name: What the files are named after.
    /// - Returns: The files.
    /// - Throws: `conflict` when the picture is there already, `unavailable` when it cannot be written. When only the preview
    ///   cannot be written, `details` has the `file` of the picture.
    @concurrent
    public func save(
        _ image: AlpacaImage, cards: [FITSCard], name: ImageName
    ) async throws(ServiceError) -> SavedImage {
        try await writer.save(image, cards: cards, below: directory, name: name)
    }

    /// Removes the files that a crash left half written; those of a picture that is being written stay.
    ///
    /// - Returns: How many there were.
    @concurrent
    public func removeLeftovers() async -> Int { await writer.removeLeftovers(below: directory) }
}
