import Alpaca
import Kernel

/// What a camera must be told before an exposure, checked against what it can.
struct ExposurePlan: Sendable, Equatable {
    /// One setting to write.
    struct Setting: Sendable, Equatable {
        let member: String
        let arguments: [String: AlpacaArgument]

        init(_ name: String, _ value: Int) {
            member = name.lowercased()
            arguments = [name: .integer(value)]
        }
    }

    /// The settings, in the order in which they are written.
    let settings: [Setting]

    /// Compares an order with the camera as it is.
    ///
    /// - Throws: `ServiceError` `invalid_request` naming the field and its range.
    init(
        _ order: ExposureOrder, _ facts: CameraFacts, now: CameraSettings, hasEqualBinning: Bool
    ) throws(ServiceError) {
        try Self.check(order, facts)
        var settings: [Setting] = []
        if let mode = order.readoutMode, mode != now.readoutMode { settings.append(Setting("ReadoutMode", mode)) }
        let binX = order.binX ?? now.binX ?? 1
        // A binning in x alone is meant for both sides.
        let binY = order.binY ?? order.binX ?? now.binY ?? 1
        guard !hasEqualBinning || binX == binY else {
            throw Self.invalid("bin_y", "equal to bin_x: the camera bins both sides alike")
        }
        if binX != now.binX, order.binX != nil { settings.append(Setting("BinX", binX)) }
        if binY != now.binY, order.binX ?? order.binY != nil { settings.append(Setting("BinY", binY)) }
        let isRebinned = settings.contains { $0.member == "binx" || $0.member == "biny" }
        if let region = try Self.region(order, facts, binX: binX, binY: binY) {
            // A driver may check each number as it comes: the window moves and shrinks without leaving the sensor.
            settings += Self.side("X", region.startX, region.width, now.startX, now.width, isRebinned: isRebinned)
            settings += Self.side("Y", region.startY, region.height, now.startY, now.height, isRebinned: isRebinned)
        }
        if let gain = order.gain { settings.append(Setting("Gain", gain)) }
        if let offset = order.offset { settings.append(Setting("Offset", offset)) }
        self.settings = settings
    }

    private static func side(
        _ axis: String, _ start: Int, _ count: Int, _ oldStart: Int?, _ oldCount: Int?, isRebinned: Bool
    ) -> [Setting] {
        guard isRebinned || start != oldStart || count != oldCount else { return [] }
        let settings = [Setting("Start" + axis, start), Setting("Num" + axis, count)]
        return start > oldStart ?? 0 ? settings.reversed() : settings
    }

    private static func region(
        _ order: ExposureOrder, _ facts: CameraFacts, binX: Int, binY: Int
    ) throws(ServiceError) -> ImageRegion? {
        let columns = facts.sizeX.map { $0 / binX }
        let rows = facts.sizeY.map { $0 / binY }
        guard let region = order.region else {
            guard let columns, let rows, columns > 0, rows > 0 else { return nil }
            return ImageRegion(startX: 0, startY: 0, width: columns, height: rows)
        }
        try check(region.startX, "start_x", region.width, "width", columns)
        try check(region.startY, "start_y", region.height, "height", rows)
        return region
    }

    private static func check(
        _ start: Int, _ startField: String, _ count: Int, _ countField: String, _ size: Int?
    ) throws(ServiceError) {
        let size = size ?? Int(Int32.max)
        guard (0..<max(size, 1)).contains(start) else { throw invalid(startField, "from 0 to \(max(size, 1) - 1)") }
        guard count >= 1, count <= size - start else { throw invalid(countField, "from 1 to \(size - start)") }
    }

    /// Refuses what the camera cannot, whatever its present settings.
    private static func check(_ order: ExposureOrder, _ facts: CameraFacts) throws(ServiceError) {
        let shortest = max(facts.exposureMin ?? 0, 0)
        let longest = min(facts.exposureMax ?? Self.longest, Self.longest)
        guard order.duration.isFinite, order.duration >= shortest, order.duration <= longest else {
            throw invalid("duration", "from \(shortest) to \(longest) s")
        }
        try check(order.binX, "bin_x", 1, facts.maxBinX ?? 16)
        try check(order.binY, "bin_y", 1, facts.maxBinY ?? facts.maxBinX ?? 16)
        try check(order.readoutMode, "readout_mode", 0, facts.readoutModes.map { $0.count - 1 })
        try check(order.gain, "gain", names: facts.gains, facts.gainMin, facts.gainMax)
        try check(order.offset, "offset", names: facts.offsets, facts.offsetMin, facts.offsetMax)
    }

    // A day: ExposureMax is often 2^31 or more, and a Duration made of it would overflow.
    private static let longest = 86400.0

    private static func check(
        _ value: Int?, _ field: String, _ smallest: Int, _ largest: Int?
    ) throws(ServiceError) {
        guard let value else { return }
        guard let largest, largest >= smallest else { throw unknown(field) }
        guard value >= smallest, value <= largest else { throw invalid(field, "from \(smallest) to \(largest)") }
    }

    private static func check(
        _ value: Int?, _ field: String, names: [String]?, _ smallest: Int?, _ largest: Int?
    ) throws(ServiceError) {
        guard value != nil else { return }
        if let names, !names.isEmpty { return try check(value, field, 0, names.count - 1) }
        guard let smallest else { throw unknown(field) }
        try check(value, field, smallest, largest)
    }

    private static func unknown(_ field: String) -> ServiceError {
        ServiceError(.invalidRequest, "the camera has no \(field)", details: ["field": .string(field)])
    }

    private static func invalid(_ field: String, _ range: String) -> ServiceError {
        ServiceError(
            .invalidRequest, "\(field) must be \(range)",
            details: ["field": .string(field), "range": .string(range)])
    }
}
