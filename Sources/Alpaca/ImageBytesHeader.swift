/// The eleven fields before the values.
struct ImageBytesHeader: Equatable {
    var version: Int32 = 1
    var errorNumber: Int32 = 0
    var clientTransactionID: UInt32 = 0
    var serverTransactionID: UInt32 = 0
    var dataStart = Int32(ImageBytes.headerSize)
    var imageElement: Int32 = 0
    var transmissionElement: Int32 = 0
    var rank: Int32 = 0
    var width: Int32 = 0
    var height: Int32 = 0
    var planes: Int32 = 0

    /// Writes the fields, little-endian.
    func write(into bytes: UnsafeMutableRawBufferPointer) {
        var offset = 0
        func put(_ value: Int32) {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Int32.self)
            offset += 4
        }
        for field in [version, errorNumber] { put(field) }
        for field in [clientTransactionID, serverTransactionID] { put(Int32(bitPattern: field)) }
        for field in [dataStart, imageElement, transmissionElement, rank, width, height, planes] { put(field) }
    }

    /// Reads the fields; nil when there are fewer bytes.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= ImageBytes.headerSize else { return nil }
        func get(_ offset: Int) -> Int32 {
            Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        }
        version = get(0)
        errorNumber = get(4)
        clientTransactionID = UInt32(bitPattern: get(8))
        serverTransactionID = UInt32(bitPattern: get(12))
        dataStart = get(16)
        imageElement = get(20)
        transmissionElement = get(24)
        rank = get(28)
        width = get(32)
        height = get(36)
        planes = get(40)
    }

    /// The header of an error.
    init(errorNumber: Int32, clientTransactionID: UInt32, serverTransactionID: UInt32) {
        self.errorNumber = errorNumber
        self.clientTransactionID = clientTransactionID
        self.serverTransactionID = serverTransactionID
    }

    /// The header of a picture.
    init(_ sides: ImageSides, _ element: ImageElementType, _ transmitted: ImageElementType) {
        imageElement = element.rawValue
        transmissionElement = transmitted.rawValue
        rank = sides.planes == 1 ? 2 : 3
        width = Int32(truncatingIfNeeded: sides.width)
        height = Int32(truncatingIfNeeded: sides.height)
        planes = sides.planes == 1 ? 0 : Int32(truncatingIfNeeded: sides.planes)
    }
}
