import FoundationEssentials
import Kernel
import Testing

@testable import CertificateEngines

struct ACMEProblemTests {
    private func problem(_ kind: String, _ detail: String = "no") throws -> ACMEProblem {
        let text = "{\"type\":\"urn:ietf:params:acme:error:\(kind)\",\"detail\":\"\(detail)\",\"status\":400}"
        return try WireJSON.decode(ACMEProblem.self, from: Data(text.utf8))
    }

    @Test(arguments: [
        ("rateLimited", ServiceError.Code.tooManyRequests), ("rejectedIdentifier", .invalidRequest),
        ("caa", .invalidRequest), ("userActionRequired", .invalidState), ("accountDoesNotExist", .notFound),
        ("unauthorized", .invalidState),
        ("serverInternal", .unavailable), ("badCSR", .internal), ("whatever", .internal),
    ])
    func eachKindHasItsCode(kind: String, code: ServiceError.Code) throws {
        let error = try problem(kind).serviceError("the order")
        #expect(error.code == code)
        #expect(error.message == "the ACME server refused the order: no")
        #expect(error.details["acme_error"] == .string(kind))
    }

    @Test func theWaitOfALimitIsPassedOn() throws {
        let error = try problem("rateLimited").serviceError("the order", retryAfter: .seconds(7200))
        #expect(error.details["retry_after"]?.double == 7200)
    }

    @Test func aStrangersTextDoesNothing() throws {
        let text = try problem("caa", "a\\u0007\\u202eb\\nc" + String(repeating: "x", count: 5000)).text
        #expect(text.hasPrefix("a  b c"))
        #expect(text.count == 400)
    }

    @Test func partsNameTheirDomains() throws {
        let text = """
            {"detail":"some names","subproblems":[{"detail":"no CAA","identifier":{"type":"dns","value":"a.example"}}]}
            """
        let problem = try WireJSON.decode(ACMEProblem.self, from: Data(text.utf8))
        #expect(problem.text == "some names; a.example: no CAA")
        #expect(problem.serviceError("it").code == .unavailable)
    }

    @Test func theWaitIsANumberOrATime() throws {
        let now = try #require(Timestamp.date("1994-11-06T08:49:00Z"))
        #expect(RetryAfter.wait("120", at: now) == .seconds(120))
        #expect(RetryAfter.wait("Sun, 06 Nov 1994 08:49:37 GMT", at: now) == .seconds(37))
        #expect(RetryAfter.wait("Sun, 06 Nov 1994 08:48:37 GMT", at: now) == .zero)
        #expect(RetryAfter.wait("9223372036854775807", at: now) == .seconds(366 * 86_400))
        for text in [nil, "", "-1", "soon", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 99:49:37 GMT"] {
            #expect(RetryAfter.wait(text, at: now) == nil, "\(text ?? "")")
        }
    }
}
