import Alpaca
import FoundationEssentials
import Kernel

extension Camera {
    /// Fetches the picture that is ready, and asks the camera what belongs to it.
    func frame(_ id: UUID, _ settings: CameraSettings) async throws(ServiceError) -> CameraFrame {
        throw ServiceError(.unavailable, "no picture")
    }
}
