import Hummingbird
import NIOCore

/// What a request carries beside itself.
struct DownloadContext: InitializableFromSource {
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}
