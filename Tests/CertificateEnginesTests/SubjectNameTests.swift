import CertificateEngines
import Kernel
import Testing

struct SubjectNameTests {
    @Test(arguments: [
        ("dome.example.org", "dome.example.org"), ("DOME.Example.ORG", "dome.example.org"), ("localhost", "localhost"),
        ("*.example.org", "*.example.org"), ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("192.0.2.7", "192.0.2.7"), ("2001:DB8::0:1", "2001:db8::1"), ("a-b.c3", "a-b.c3"),
    ])
    func namesAndAddressesAreRead(text: String, written: String) throws {
        #expect(try SubjectName(text, field: "domain").text == written)
    }

    @Test(arguments: [
        "", ".", "dome.", ".dome", "a..b", "-a.org", "a-.org", "a_b.org", "a b.org", "münchen.example", "*", "*.org",
        "a.*.org", "*a.example.org", "ab--c.org", "127.1", "1.2.3.4.5", "256.1.1.1", "0x7f.1", "0.0.0.0", "::",
        "fe80::1%eth0", "[::1]", "dome.example.org:443", "https://dome", "a\0.org", "a\u{202E}b.org", "a\nb.org",
        String(repeating: "a", count: 64) + ".org", String(repeating: "a.", count: 127) + "aa",
        String(repeating: "x", count: 100_000),
    ])
    func whatIsNeitherIsRefused(text: String) {
        let error = #expect(throws: ServiceError.self) { try SubjectName(text, field: "sans[3]") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == "sans[3]")
        #expect(error?.message.utf8.count ?? 0 < 300)
    }

    @Test func aListNamesTheFieldAndItsIndex() throws {
        #expect(
            try SubjectName.list(domain: "a.org", others: ["b.org", "A.org", "127.0.0.1"]).map(\.text)
                == ["a.org", "b.org", "127.0.0.1"])
        let wrong = #expect(throws: ServiceError.self) {
            try SubjectName.list(domain: "a.org", others: ["b.org", "no good"])
        }
        #expect(wrong?.details["field"] == "sans[1]")
        let domain = #expect(throws: ServiceError.self) { try SubjectName.list(domain: "no good", others: []) }
        #expect(domain?.details["field"] == "domain")
    }

    @Test func aCertificateHasAHundredNamesAtMost() throws {
        let others = (1...99).map { "h\($0).org" }
        #expect(try SubjectName.list(domain: "a.org", others: others).count == 100)
        let error = #expect(throws: ServiceError.self) {
            try SubjectName.list(domain: "a.org", others: others + ["b.org"])
        }
        #expect(error?.details["field"] == "sans")
    }

    @Test func aServerOfThisMachineIsCalledByWhereItListensAndByLoopback() {
        let one = SubjectName.ofThisMachine(listeningAt: "dome.example.org").map(\.text)
        #expect(one.first == "dome.example.org")
        #expect(Set(one).isSuperset(of: ["localhost", "127.0.0.1", "::1"]))
        let all = SubjectName.ofThisMachine(listeningAt: "0.0.0.0").map(\.text)
        #expect(Set(all).isSuperset(of: ["localhost", "127.0.0.1"]) && !all.contains("0.0.0.0"))
        #expect(all == SubjectName.ofThisMachine(listeningAt: "0.0.0.0").map(\.text))
        let newer = SubjectName.ofThisMachine(listeningAt: "::").map(\.text)
        #expect(
            newer.filter { !$0.contains(":") && $0.contains(".") && $0 != "127.0.0.1" }.allSatisfy { !all.contains($0) }
        )
        let called = SubjectName.ofThisMachine(listeningAt: "0.0.0.0", calledBy: [.host("sky.example.org")]).map(\.text)
        #expect(Set(called) == Set(all).union(["sky.example.org"]))
    }
}
