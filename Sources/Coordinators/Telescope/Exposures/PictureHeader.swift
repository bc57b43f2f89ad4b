import AlpacaEngines
import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel

/// The header of a picture: what is known, in the keywords of the FITS standard and of amateur astronomy (SBFITSEXT);
/// what is not known is left out, never 0.
struct PictureHeader: Sendable, Equatable {
    /// The lines.
    private(set) var cards: [FITSCard] = []

    /// An empty header.
    init() {}

    /// The header of a frame that was taken in a scene.
    init(_ frame: CameraFrame, _ scene: ExposureScene) {
        addTimes(frame)
        addSubject(frame, scene)
        addCamera(frame, scene)
        addPointing(scene)
        addInstruments(scene)
        addWeather(scene)
    }

    /// The values by keyword, as replies and the database give them.
    var values: [String: JSONValue] {
        Dictionary(cards.map { ($0.keyword, $0.value.json) }, uniquingKeysWith: { first, _ in first })
    }

    /// Adds a text; nothing when it is nil or empty.
    mutating func add(_ keyword: String, _ value: String?, _ comment: String) {
        guard let value, !value.isEmpty else { return }
        cards.append(FITSCard(keyword, .text(value), comment))
    }

    /// Adds a whole number; nothing when it is nil.
    mutating func add(_ keyword: String, _ value: Int?, _ comment: String) {
        guard let value else { return }
        cards.append(FITSCard(keyword, .integer(value), comment))
    }

    /// Adds a number; nothing when it is nil or not finite.
    mutating func add(_ keyword: String, _ value: Double?, _ comment: String) {
        guard let value, value.isFinite else { return }
        cards.append(FITSCard(keyword, .number(value), comment))
    }
}

extension FITSCard.Value {
    /// The value as JSON.
    fileprivate var json: JSONValue {
        switch self {
        case .text(let value): .string(value)
        case .integer(let value): .integer(Int64(value))
        case .number(let value): .number(value)
        case .logical(let value): .bool(value)
        }
    }
}
