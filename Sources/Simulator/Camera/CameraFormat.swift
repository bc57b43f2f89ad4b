import AlpacaServer

/// How a picture is taken: binning, region, amplification.
struct CameraFormat: Sendable, Equatable {
    var binX = 1
    var binY = 1
    /// In binned pixels.
    var startX = 0
    var startY = 0
    var width = CameraSensor.width
    var height = CameraSensor.height
    var gain = 100
    var offset = 10
    var readoutMode = 0

    /// Refuses a region that is not within the sensor.
    func validate() throws(AlpacaFault) {
        let columns = CameraSensor.width / binX
        let rows = CameraSensor.height / binY
        guard width > 0, startX >= 0, width <= columns, startX <= columns - width else {
            throw .invalidValue("StartX \(startX) and NumX \(width) are not within \(columns) columns")
        }
        guard height > 0, startY >= 0, height <= rows, startY <= rows - height else {
            throw .invalidValue("StartY \(startY) and NumY \(height) are not within \(rows) rows")
        }
    }
}
