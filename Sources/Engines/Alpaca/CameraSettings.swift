import Kernel

/// A camera's settings as it says them; what it does not say is absent.
struct CameraSettings: Sendable, Equatable {
    var binX: Int?
    var binY: Int?
    var startX: Int?
    var startY: Int?
    var width: Int?
    var height: Int?
    var gain: Int?
    var offset: Int?
    var readoutMode: Int?
    var electronsPerADU: Double?
    var setPoint: Double?
}

extension CameraSettings {
    /// What is compared with an order.
    static let beforeOrder = ["binx", "biny", "startx", "starty", "numx", "numy", "readoutmode"]
    /// What a picture is described with.
    static let forPicture = beforeOrder + ["gain", "offset", "electronsperadu", "setccdtemperature"]

    /// Takes the settings out of values by member.
    init(_ values: [String: JSONValue]) {
        binX = values.count("binx", from: 1)
        binY = values.count("biny", from: 1)
        startX = values.count("startx", from: 0)
        startY = values.count("starty", from: 0)
        width = values.count("numx", from: 1)
        height = values.count("numy", from: 1)
        gain = values.count("gain")
        offset = values.count("offset")
        readoutMode = values.count("readoutmode", from: 0)
        electronsPerADU = values.number("electronsperadu", above: 0)
        setPoint = values.number("setccdtemperature", above: -273.15)
    }
}
