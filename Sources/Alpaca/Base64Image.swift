public import FoundationEssentials
import Kernel

/// The older way of ASCOM Remote to hand a picture over: the JSON answer tells the sides only, the values are fetched
/// as Base64 text.
///
/// A client asks with the header `base64handoff: true` and then reads `imagearraybase64`.
public struct Base64Image: Sendable, Hashable {
    private let type: ImageElementType
    private let width: Int
    private let height: Int
    private let planes: Int

    /// Reads the JSON answer.
    ///
    /// - Parameter json: The body of the answer to `imagearray`.
    /// - Throws: `failure` with the device's number and message, else what is wrong with the answer.
    public init(json: Data) throws(AlpacaResponseError) {
        let response = try AlpacaResponse(body: json)
        guard response.errorNumber == .none else { throw .failure(response.errorNumber, response.errorMessage) }
        let fields: JSONValue
        do {
            fields = try WireJSON.decode(JSONValue.self, from: try AlpacaJSON.strict(json))
        } catch {
            throw .notJSON(isHTML: false)
        }
        func field(_ name: String) -> Int? { fields[name]?.whole.flatMap { Int(exactly: $0) } }
        guard let rank = field("Rank"), rank == 2 || rank == 3, let width = field("Dimension0Length"),
            let height = field("Dimension1Length")
        else { throw .notAnImage("the sides are missing") }
        switch field("Type") {
        case 1: type = .int16
        case 2: type = .int32
        case 3: type = .double
        default: throw .notAnImage("the values are of an unknown type")
        }
        self.width = width
        self.height = height
        planes = rank == 2 ? 1 : field("Dimension2Length") ?? 0
    }

    /// The picture with the values that have been fetched.
    ///
    /// - Parameter base64: The body of the answer to `imagearraybase64`.
    /// - Returns: The picture.
    /// - Throws: `notAnImage` when the values are not as many as the sides want.
    public func image(_ base64: Data) throws(AlpacaResponseError) -> AlpacaImage {
        guard let sides = ImageSides(width: width, height: height, planes: planes) else {
            throw .notAnImage("the sides are none")
        }
        guard let wire = Data(base64Encoded: base64, options: .ignoreUnknownCharacters),
            wire.count == sides.count * type.size
        else { throw .notAnImage("the values are not as many as the sides want") }
        guard
            let image = wire.withUnsafeBytes({ bytes in
                AlpacaImage(
                    width: width, height: height, planes: planes, samples: ImageBytes.samples(type, sides, bytes))
            })
        else { throw .notAnImage("the sides are none") }
        return image
    }
}
