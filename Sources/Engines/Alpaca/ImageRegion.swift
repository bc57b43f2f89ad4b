/// A part of a sensor, in binned pixels.
public struct ImageRegion: Sendable, Hashable {
    /// The first column, from 0.
    public let startX: Int
    /// The first row, from 0.
    public let startY: Int
    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int

    /// Names a part of a sensor.
    public init(startX: Int, startY: Int, width: Int, height: Int) {
        self.startX = startX
        self.startY = startY
        self.width = width
        self.height = height
    }
}
