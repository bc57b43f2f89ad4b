import Kernel
import StorageEngines

extension Administration {
    /// The certificate of the installation's authority, as the node left it for clients to trust.
    ///
    /// - Parameter options: Where configuration and data are.
    /// - Returns: The certificate in PEM, without the end of its last line.
    /// - Throws: `ServerExit` when no node ran here yet, or the file cannot be read.
    public static func authorityPEM(_ options: RunOptions) throws -> String {
        let file = try ServerConfiguration.settle(options).directory.authorityFile
        guard let text = try PrivateFile.read(file) else {
            throw ServerExit(.unavailable, "there is no \(file) yet; it is made when a node starts: bigskies run --all")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
