import Access
import FoundationEssentials
import Kernel

/// Offers every file under an address of nobody.
struct FakeDesk: DownloadDesk {
    var isOpen = true

    func offer(
        _ path: String, mediaType: String, name: String, for lifetime: Duration
    ) async throws(ServiceError) -> DownloadOffer {
        DownloadOffer(url: "http://127.0.0.1:1/files/" + name, expiresAt: Date().addingTimeInterval(lifetime.seconds))
    }
}
