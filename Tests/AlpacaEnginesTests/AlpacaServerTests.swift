import AlpacaEngines
import Kernel
import Testing

@Suite struct AlpacaServerTests {
    @Test(arguments: [
        ("http://10.0.0.5:11111", "http://10.0.0.5:11111"), ("HTTP://Mount.local:11111/", "http://mount.local:11111"),
        ("http://host", "http://host:80"), ("https://host/observatory/", "https://host:443/observatory"),
        ("http://[::1]:11111", "http://[::1]:11111"),
        ("http://[fe80::1%25eth0]:11111", "http://[fe80:0:0:0:0:0:0:1%25eth0]:11111"),
    ])
    func anAddressIsBroughtIntoOneSpelling(text: String, url: String) throws {
        #expect(try AlpacaServer(text).url == url)
    }

    @Test(arguments: [
        "", "mount", "ftp://host", "http://", "http://host:0", "http://host:65536", "http://host/?x=1",
        "http://host/#a", "http://host/../admin", "http://ho st", "//host", "http://host:port", "http://ho%25st",
        "http://[::1%25a%2Fb]",
    ])
    func whatIsNoServerIsRefusedByField(text: String) {
        let error = #expect(throws: ServiceError.self) { try AlpacaServer(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == "server_url")
    }

    @Test func aPasswordIsRefusedAndNotRepeated() {
        let error = #expect(throws: ServiceError.self) { try AlpacaServer("http://user:hunter2@host") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.debugDescription.contains("hunter2") == false)
    }
}
