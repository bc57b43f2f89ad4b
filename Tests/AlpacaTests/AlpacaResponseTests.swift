import Alpaca
import FoundationEssentials
import Kernel
import Testing

@Suite struct AlpacaResponseTests {
    private func read(_ text: String) throws(AlpacaResponseError) -> AlpacaResponse {
        try AlpacaResponse(body: Data(text.utf8))
    }

    @Test func aPlainAnswerIsRead() throws {
        let response = try read(
            #"{"Value":12.5,"ClientTransactionID":7,"ServerTransactionID":9,"ErrorNumber":0,"ErrorMessage":""}"#)
        #expect(response.value.double == 12.5)
        #expect(response.errorNumber == .none)
        #expect(response.clientTransactionID == 7)
        #expect(response.serverTransactionID == 9)
    }

    @Test func missingIdsExtraFieldsAndAByteOrderMarkAreTolerated() throws {
        let response = try read(
            "\u{FEFF}" + #" {"Value":true,"ErrorNumber":0,"Extra":{"a":[1]},"ClientTransactionID":-1}"#)
        #expect(response.value == true)
        #expect(response.clientTransactionID == 0)
    }

    @Test func anErrorNeedsNoValue() throws {
        let response = try read(#"{"ErrorNumber":1031,"ErrorMessage":"not connected"}"#)
        #expect(response.errorNumber == .notConnected)
        #expect(response.value == .null)
        #expect(response.errorMessage == "not connected")
    }

    @Test func aNegativeComResultIsMasked() throws {
        #expect(try read(#"{"ErrorNumber":-2147220472}"#).errorNumber == .parked)
    }

    @Test func aFailureWithoutANumberOfItsOwnIsNotSuccess() throws {
        #expect(try read(#"{"ErrorNumber":-2147221504}"#).errorNumber == .unspecified)
    }

    @Test func anErrorNumberThatIsNoNumberIsNotSuccess() {
        #expect(throws: AlpacaResponseError.notAnAnswer) { try read(#"{"Value":1,"ErrorNumber":"bad"}"#) }
    }

    @Test(arguments: ["NaN", "Infinity", "-Infinity"])
    func whatIsNoNumberIsNoValue(word: String) throws {
        #expect(try read(#"{"Value":\#(word),"ErrorNumber":0}"#).value == .null)
    }

    @Test func aTextThatSaysNaNStaysAText() throws {
        #expect(try read(#"{"Value":"NaN \"Infinity","ErrorNumber":0}"#).value == "NaN \"Infinity")
    }

    @Test func aWebPageIsNamed() {
        #expect(throws: AlpacaResponseError.notJSON(isHTML: true)) { try read("\n<html></html>") }
    }

    @Test(arguments: [
        ("", AlpacaResponseError.empty), (" \n", .empty), ("hello", .notJSON(isHTML: false)), ("[1]", .notAnAnswer),
        ("{}", .notAnAnswer), ("true", .notAnAnswer), (#"{"Value":"#, .notJSON(isHTML: false)),
    ])
    func whatIsNoAnswerIsRefused(text: String, error: AlpacaResponseError) {
        #expect(throws: error) { try read(text) }
    }

    @Test func deepNestingIsRefusedUnparsed() {
        let text = #"{"Value":"# + String(repeating: "[", count: 100_000)
        #expect(throws: AlpacaResponseError.tooDeep) { try read(text) }
    }
}
