import Alpaca
import AlpacaEngines
import Kernel
import Testing

@Suite struct AlpacaErrorTests {
    @Test(arguments: [
        (AlpacaError.device(.notConnected, ""), ServiceError.Code.invalidState),
        (.device(.parked, ""), .invalidState), (.device(.invalidValue, ""), .invalidRequest),
        (.device(.notImplemented, ""), .invalidState), (.device(.invalidOperation, ""), .invalidState),
        (.device(.unspecified, ""), .unavailable), (.timeout(.seconds(2)), .timeout),
        (.status(500, "secret path"), .unavailable), (.status(401, ""), .unavailable), (.redirected(302), .unavailable),
        (.notAnAnswer(.notJSON(isHTML: true)), .unavailable), (.cancelled, .cancelled),
    ])
    func everyFailureHasItsCode(error: AlpacaError, code: ServiceError.Code) {
        #expect(ServiceError(error).code == code)
    }

    @Test func aParkedMountNamesTheCure() {
        #expect(ServiceError(AlpacaError.device(.parked, "")).details["cure"] == "telescope/control/unpark")
    }

    @Test func theTextOfAServersFaultIsForLogsOnly() {
        let error = ServiceError(AlpacaError.status(500, "at line 7"))
        #expect(!error.description.contains("line 7"))
        #expect(error.debugDescription.contains("line 7"))
    }
}
