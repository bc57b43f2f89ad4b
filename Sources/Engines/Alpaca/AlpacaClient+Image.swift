import Alpaca
import FoundationEssentials
import Kernel

extension AlpacaClient {
    /// Fetches the picture of a camera: as ImageBytes, or as JSON or Base64 where the server knows no better.
    ///
    /// - Parameters:
    ///   - address: The camera.
    ///   - values: The most values that the picture may have; a larger answer is refused while it is read.
    ///   - limit: The deadline of the whole.
    /// - Returns: The picture.
    /// - Throws: `AlpacaError`.
    func image(
        of address: AlpacaAddress, atMost values: Int, within limit: Duration
    ) async throws(AlpacaError) -> AlpacaImage {
        do throws(AlpacaError) {
            return try await image(
                of: address, accept: "\(ImageBytes.contentType), application/json", atMost: values, within: limit)
        } catch {
            // A server that fails at ImageBytes may be better at JSON.
            guard case .notAnAnswer(.notAnImage) = error else { throw error }
            return try await image(of: address, accept: "application/json", atMost: values, within: limit)
        }
    }

    private func image(
        of address: AlpacaAddress, accept: String, atMost values: Int, within limit: Duration
    ) async throws(AlpacaError) -> AlpacaImage {
        let request = Request(
            verb: .get, server: address.server, path: address.path(of: "imagearray"), form: form(), accept: accept,
            headers: [("base64handoff", "true")])
        let answer = try await exchange(request, within: limit, largest: Self.largestAnswer) {
            try await ImageAnswer($0, atMost: values)
        }
        do {
            switch answer.form {
            case .imageBytes, .json: return try await Self.picture(answer)
            case .base64:
                let announced = try Base64Image(json: answer.body)
                let text = try await base64(of: address, atMost: values, within: limit)
                return try await Self.picture(announced, text)
            }
        } catch {
            throw Self.failure(error)
        }
    }

    // ASCOM Remote: what was announced as a hand-off is fetched from a member of its own.
    private func base64(
        of address: AlpacaAddress, atMost values: Int, within limit: Duration
    ) async throws(AlpacaError) -> Data {
        let request = Request(
            verb: .get, server: address.server, path: address.path(of: "imagearraybase64"), form: form(), accept: "*/*")
        let most = ImageAnswer.most(values, 11)
        return try await exchange(request, within: limit, largest: most) {
            try await ImageAnswer.collect($0, upTo: most)
        }
    }

    @concurrent private static func picture(_ answer: ImageAnswer) async throws(AlpacaResponseError) -> AlpacaImage {
        switch answer.form {
        case .imageBytes: try ImageBytes.decode(answer.body)
        case .json, .base64: try AlpacaImage(json: answer.body)
        }
    }

    @concurrent private static func picture(
        _ announced: Base64Image, _ text: Data
    ) async throws(AlpacaResponseError) -> AlpacaImage {
        try announced.image(text)
    }

    private static func failure(_ error: any Error) -> AlpacaError {
        switch error {
        case let error as AlpacaError: error
        case let error as AlpacaResponseError: AlpacaError(error)
        default: .unreachable(error)
        }
    }
}
