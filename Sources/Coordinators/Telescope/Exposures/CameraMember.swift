import Alpaca
import Kernel

/// Something that a camera says of itself, under the name of the wire.
struct CameraMember: Sendable {
    /// The name in replies.
    let field: String
    /// The member of the interface.
    let name: String
    /// The words for the values of an enumeration.
    var words: [Int64: String]?

    private init(_ field: String, _ name: String? = nil, words: [Int64: String]? = nil) {
        self.field = field
        self.name = name ?? field.replacing("_", with: "")
        self.words = words
    }

    /// The value as replies give it.
    func reading(_ said: JSONValue) -> JSONValue {
        guard let words else { return said }
        return said.whole.flatMap { words[$0] }.map { .string($0) } ?? .null
    }

    /// What it is.
    static let facts: [CameraMember] = [
        CameraMember("sensor_name"),
        CameraMember(
            "sensor_type",
            words: [0: "monochrome", 1: "color", 2: "rggb", 3: "cmyg", 4: "cmyg2", 5: "lrgb"]),
        CameraMember("width", "cameraxsize"), CameraMember("height", "cameraysize"), CameraMember("pixel_size_x"),
        CameraMember("pixel_size_y"), CameraMember("max_bin_x"), CameraMember("max_bin_y"),
        CameraMember("bayer_offset_x"), CameraMember("bayer_offset_y"), CameraMember("electrons_per_adu"),
        CameraMember("full_well_capacity"), CameraMember("max_adu"), CameraMember("exposure_min"),
        CameraMember("exposure_max"), CameraMember("exposure_resolution"), CameraMember("gain_min"),
        CameraMember("gain_max"), CameraMember("gains"), CameraMember("offset_min"), CameraMember("offset_max"),
        CameraMember("offsets"), CameraMember("readout_modes"), CameraMember("has_shutter"),
    ]

    /// What it can.
    static let abilities: [CameraMember] = [
        CameraMember("abort_exposure", "canabortexposure"), CameraMember("stop_exposure", "canstopexposure"),
        CameraMember("asymmetric_bin", "canasymmetricbin"), CameraMember("fast_readout", "canfastreadout"),
        CameraMember("get_cooler_power", "cangetcoolerpower"), CameraMember("pulse_guide", "canpulseguide"),
        CameraMember("set_point", "cansetccdtemperature"),
    ]

    /// How it is.
    static let state: [CameraMember] = [
        CameraMember(
            "camera_state",
            words: [0: "idle", 1: "waiting", 2: "exposing", 3: "reading", 4: "downloading", 5: "error"]),
        CameraMember("ccd_temperature"), CameraMember("set_point", "setccdtemperature"), CameraMember("cooler_on"),
        CameraMember("cooler_power"), CameraMember("heat_sink_temperature"), CameraMember("gain"),
        CameraMember("offset"), CameraMember("readout_mode"), CameraMember("fast_readout"), CameraMember("bin_x"),
        CameraMember("bin_y"), CameraMember("start_x"), CameraMember("start_y"), CameraMember("width", "numx"),
        CameraMember("height", "numy"), CameraMember("image_ready"), CameraMember("percent_completed"),
        CameraMember("sub_exposure_duration"),
    ]
}
