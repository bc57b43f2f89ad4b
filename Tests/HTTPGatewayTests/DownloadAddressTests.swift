import Testing

@testable import HTTPGateway

struct DownloadAddressTests {
    @Test(arguments: [
        (DownloadAddress(host: "127.0.0.1", port: 0), "http://127.0.0.1:8080"),
        (DownloadAddress(host: "::1", port: 0), "http://[::1]:8080"),
        (DownloadAddress(host: "0.0.0.0", port: 0, shownHost: "10.0.0.5"), "http://10.0.0.5:8080"),
        (DownloadAddress(host: "::1", port: 0, publicURL: "https://a.example/b/"), "https://a.example/b"),
    ])
    func clientsAreToldWhereTheyReachIt(address: DownloadAddress, base: String) {
        #expect(address.base(port: 8080) == base)
    }
}
