import Alpaca
import FoundationEssentials
import Glibc
import Kernel

/// Writes pictures one after another on an executor of its own: CFITSIO, libpng and the disk block.
actor ImageWriter {
    private nonisolated let executor = BlockingExecutor(label: "bigskies.images")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Writes a picture and its preview.
    func save(
        _ image: AlpacaImage, cards: [FITSCard], below root: String, name: ImageName
    ) throws(ServiceError) -> SavedImage {
        let directory = root + "/" + name.directory
        try NewFile.makeDirectory(directory)
        let path = "\(directory)/\(name.stem).fits"
        let file = try NewFile.write(path) { (temporary: String) throws(ServiceError) in
            try FITSFile.write(image, cards: cards, to: temporary)
        }
        let picture = Preview(of: image)
        do {
            let preview = try NewFile.write("\(directory)/\(name.stem).png") {
                (temporary: String) throws(ServiceError) in
                try picture.write(to: temporary)
            }
            return SavedImage(
                file: file.path, sha256: file.sha256, size: file.size, preview: preview.path,
                previewSHA256: preview.sha256, previewSize: preview.size, previewWidth: picture.width,
                previewHeight: picture.height)
        } catch {
            let details: [String: JSONValue] = ["file": .string(file.path), "sha256": .string(file.sha256)]
            throw ServiceError(
                error.code, "the picture is saved, but \(error.message)",
                details: error.details.merging(details) { own, _ in own }, cause: error)
        }
    }

    /// Removes what a crash left half written in the directories of the nights; no picture is being written meanwhile.
    func removeLeftovers(below root: String) -> Int {
        var count = 0
        for telescope in Self.names(in: root) {
            for night in Self.names(in: "\(root)/\(telescope)") {
                let directory = "\(root)/\(telescope)/\(night)"
                count += Self.names(in: directory).count {
                    NewFile.isTemporary($0) && unlink("\(directory)/\($0)") == 0
                }
            }
        }
        return count
    }

    // What is no directory, or cannot be read, has nothing that could be removed.
    private static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}
