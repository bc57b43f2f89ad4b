extension BootstrapFile {
    /// The section `http`: the door at which clients fetch pictures.
    public struct HTTP: Sendable, Equatable {
        /// The address to listen at; nil for the one that faces the broker.
        public var host: String?
        /// The port; nil for any that is free.
        public var port: Int?
        /// How clients reach the door, as the beginning of a URL; nil for its own address.
        public var publicURL: String?

        /// A section that says nothing.
        public init() {}

        init?(_ reader: SectionReader) {
            host = reader.text("host", example: "0.0.0.0") { host in
                let isFit = host.utf8.allSatisfy { (33...126).contains($0) && !"/[]@?#".utf8.contains($0) }
                return isFit ? nil : "must be a name or an address, without brackets and port"
            }
            port = reader.whole("port", in: 0...65535, example: 8480)
            publicURL = reader.text(
                "public_url", example: "https://dome.example.org/pictures", fault: Self.fault(ofURL:))
            reader.finish()
            guard reader.isPresent else { return nil }
        }

        private static func fault(ofURL url: String) -> String? {
            let rest = ["http://", "https://"].first(where: url.hasPrefix).map { url.dropFirst($0.count) }
            let isFit =
                rest?.first.map { $0 != "/" && $0 != ":" } ?? false
                && url.utf8.allSatisfy { (33...126).contains($0) && !"@?#\"<>\\".utf8.contains($0) }
            return isFit ? nil : "must begin with http:// or https:// and a host, without user, ? and #"
        }
    }
}
