import Alpaca
import FoundationEssentials
import Testing

@Suite struct AlpacaImageJSONTests {
    private func read(_ text: String) throws -> AlpacaImage { try AlpacaImage(json: Data(text.utf8)) }

    @Test func columnsBecomeRows() throws {
        let image = try read(
            #"{"Value": [[1, 4], [2, 5], [3, 600]], "Type": 2, "Rank": 2, "ErrorNumber": 0, "ErrorMessage": ""}"#)
        #expect(image == AlpacaImage(width: 3, height: 2, samples: .uint16([1, 2, 3, 4, 5, 600])))
    }

    @Test func planesStandInnermost() throws {
        let image = try read(#"{"Type":2,"Rank":3,"Value":[[[1,3,5]],[[2,4,6]]]}"#)
        #expect(image == AlpacaImage(width: 2, height: 1, planes: 3, samples: .uint8([1, 2, 3, 4, 5, 6])))
    }

    @Test func fractionsStayFractions() throws {
        #expect(try read(#"{"Type":3,"Rank":2,"Value":[[1,2.5e1]]}"#).samples == .double([1, 25]))
        #expect(try read(#"{"Type":3,"Rank":2,"Value":[[1.5],[-2]]}"#).samples == .double([1.5, -2]))
    }

    @Test func wholeNumbersWrittenAsFractionsAreWhole() throws {
        #expect(try read(#"{"Type":2,"Rank":2,"Value":[[1.0,-300.0]]}"#).samples == .int16([1, -300]))
    }

    @Test func valuesThatNeedMoreThan32BitsAreNotCutOff() throws {
        #expect(try read(#"{"Value":[[4294967295,1]]}"#).samples == .double([4_294_967_295, 1]))
        #expect(try read(#"{"Value":[[123456789012345678901,1]]}"#).samples == .double([1.2345678901234568e20, 1]))
    }

    @Test func aPixelThatIsNoNumberIsNoNumber() throws {
        guard case .double(let values) = try read(#"{"Type":3,"Value":[[NaN,-Infinity],[null,1]]}"#).samples else {
            Issue.record("the values are whole")
            return
        }
        #expect(values[0].isNaN && values[1].isNaN && values[2] == -.infinity && values[3] == 1)
    }

    @Test func otherMembersAreIgnored() throws {
        let text = #"{"Extra":{"a":[1,{"b":"}]"}],"c":null},"Value":[[7]],"ServerTransactionID":3,"Text":"\"["}"#
        #expect(try read(text).samples == .uint8([7]))
    }

    @Test func anErrorGivesItsNumberAndItsMessage() {
        #expect(throws: AlpacaResponseError.failure(.invalidOperation, "no \"picture\"")) {
            try read(#"{"Value":null,"ErrorNumber":1035,"ErrorMessage":"no \"picture\""}"#)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", "<html>", #"{"Value":[]}"#, #"{"Value":[[]]}"#, #"{"Value":[1,2]}"#, #"{"Value":[[1],[1,2]]}"#,
        #"{"Value":[[1,[2]]]}"#, #"{"Value":[[[1],[2,3]]]}"#, #"{"Value":[[1]],"Rank":3}"#, #"{"Value":[[1,]]}"#,
        #"{"Value":[[1]"#, #"{"Value":[[--1]]}"#, #"{"Value":"a"}"#, #"{"Value":[[1]],"ErrorNumber":"bad"}"#,
        #"{"a"#, #"{"a\"#,
    ])
    func whatIsNoPictureIsRefused(text: String) {
        #expect(throws: AlpacaResponseError.self) { try read(text) }
    }

    @Test func whatIsNestedTooDeeplyIsRefused() {
        let text = #"{"x":"# + String(repeating: "[", count: 100_000)
        #expect(throws: AlpacaResponseError.tooDeep) { try read(text) }
    }

    @Test func aPictureIsHandedOverAsBase64() throws {
        let json = Data(#"{"Type":2,"Rank":2,"Dimension0Length":2,"Dimension1Length":1,"ErrorNumber":0}"#.utf8)
        let base64 = Data("AQAAAP7///8=".utf8)
        #expect(
            try Base64Image(json: json).image(base64)
                == AlpacaImage(width: 2, height: 1, samples: .int32([1, -2])))
        #expect(throws: AlpacaResponseError.self) { try Base64Image(json: json).image(Data("AQAAAA==".utf8)) }
        #expect(throws: AlpacaResponseError.self) { try Base64Image(json: Data(#"{"ErrorNumber":0}"#.utf8)) }
    }

    @Test(arguments: [
        ("a=1&b=2", ["a=1", "b=2"]), ("", []), ("a", ["a="]), ("a=b=c", ["a=b=c"]), ("a=1+%2B%c3%A9", ["a=1 +é"]),
        ("&&a=", ["a="]),
    ])
    func aFormIsRead(text: String, pairs: [String]) throws {
        #expect(try #require(AlpacaForm.decode(text)).map { "\($0.name)=\($0.value)" } == pairs)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "%=1"])
    func aFormWithABrokenEscapeIsNone(text: String) {
        #expect(AlpacaForm.decode(text) == nil)
    }
}
