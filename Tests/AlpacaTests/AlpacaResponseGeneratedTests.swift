import Alpaca
import FoundationEssentials
import Support
import Testing

@Suite struct AlpacaResponseGeneratedTests {
    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\"Value\"", "\"ErrorNumber\"", "\"ErrorMessage\"", "\"Name\"",
        "\"ClientTransactionID\"", "NaN", "-Infinity", "Infinity", "null", "true", "-", "1e999", "0", "1024",
        "-2147220472", "18446744073709551616", "24.5", "<html>", "\u{FEFF}", "\\ud800", "é", " ", "\n", "\u{0}",
    ]
    private static let good = Array(
        #"{"Value":[{"Name":"RightAscension","Value":23.5},{"Name":"AtPark","Value":true}],"ErrorNumber":0}"#.utf8)

    // Three kinds of input: pieces in a row, a good answer with damage, and noise.
    private func input(_ generator: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
            let count = Int.random(in: 0..<24, using: &generator)
            return (0..<count).flatMap { _ in Array((Self.pieces.randomElement(using: &generator) ?? "").utf8) }
        case 1:
            var bytes = Self.good
            for _ in 0..<Int.random(in: 1..<4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.removeSubrange(index...min(index + 3, bytes.count - 1))
                default:
                    bytes.insert(
                        contentsOf: Array((Self.pieces.randomElement(using: &generator) ?? "").utf8), at: index)
                }
                if bytes.isEmpty { break }
            }
            return bytes
        default:
            let count = Int.random(in: 0..<64, using: &generator)
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
    }

    @Test func noInputTrapsAndNothingImpossibleIsBelieved() throws {
        let count = GeneratedInputs.count
        var generator = SeededGenerator(seed: 5)
        var answers = 0
        for _ in 0..<count {
            let bytes = input(&generator)
            _ = AlpacaDiscoveryDatagram.port(in: bytes)
            do {
                let response = try AlpacaResponse(body: Data(bytes))
                answers += 1
                #expect((0...0xFFF).contains(response.errorNumber.rawValue))
                guard let state = AlpacaDeviceState(type: .telescope, deviceState: response.value) else { continue }
                #expect(state.rightAscension.map { $0 >= 0 && $0 < 24 } ?? true)
                _ = AlpacaConfiguredDevice.list(response.value)
            } catch {
                continue
            }
        }
        #expect(answers > count / 100)
    }
}
