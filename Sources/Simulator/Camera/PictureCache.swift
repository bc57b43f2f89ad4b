import Alpaca
import AlpacaServer
import Synchronization

/// The last picture, which clients may fetch more than once.
final class PictureCache: Sendable {
    private struct Entry {
        let startedAt: Double
        let duration: Double
        let image: AlpacaImage
    }

    private let last = Mutex<Entry?>(nil)

    /// The picture of an exposure; the same exposure gives the same picture.
    func picture(of exposure: CameraExposure, seed: UInt64) async throws(AlpacaFault) -> AlpacaImage {
        let known = last.withLock { entry in
            entry?.startedAt == exposure.startedAt && entry?.duration == exposure.duration ? entry?.image : nil
        }
        if let known { return known }
        guard let image = await PictureMaker(exposure, seed: seed).picture() else {
            throw .invalidOperation("there is no picture")
        }
        last.withLock { $0 = Entry(startedAt: exposure.startedAt, duration: exposure.duration, image: image) }
        return image
    }
}
