import Kernel
import Testing

@Suite struct ServiceErrorTests {
    private struct Leak: Error, CustomStringConvertible {
        let description = "password=hunter2"
    }

    @Test func theCodesAreTheClosedListOfTheProtocol() {
        #expect(
            Set(ServiceError.Code.allCases.map(\.rawValue)) == [
                "invalid_request", "unauthenticated", "forbidden", "not_found", "conflict", "invalid_state", "expired",
                "too_many_requests", "unavailable", "timeout", "cancelled", "internal",
            ])
    }

    @Test func aForeignErrorBecomesInternalAndIsToldToTheLogOnly() {
        let error = ServiceError(wrapping: Leak())
        #expect(error.code == .internal)
        #expect(!"\(error)".contains("hunter2"))
        #expect(!error.message.contains("hunter2"))
        #expect(String(reflecting: error).contains("hunter2"))
    }

    @Test func aServiceErrorStaysItself() {
        let error = ServiceError(wrapping: ServiceError(.conflict, "taken", details: ["by": "a"]))
        #expect(error.code == .conflict)
        #expect(error.message == "taken")
        #expect(error.details == ["by": "a"])
        #expect("\(error)" == "conflict: taken")
        #expect(String(reflecting: error) == "conflict: taken")
    }

    @Test func cancellationIsNoFault() {
        #expect(ServiceError(wrapping: CancellationError()).code == .cancelled)
    }
}
