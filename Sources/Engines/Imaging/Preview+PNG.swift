import CPNG
import Kernel

extension Preview {
    /// Writes the picture as PNG (libpng, simplified API).
    ///
    /// - Parameter path: The file.
    /// - Throws: `unavailable` with what libpng says.
    func write(to path: String) throws(ServiceError) {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(width)
        image.height = png_uint_32(height)
        image.format = isColour ? PNG_FORMAT_FLAG_COLOR : 0
        image.flags = png_uint_32(PNG_IMAGE_FLAG_FAST)
        // A row stride of 0 means rows without gaps (png.h).
        guard png_image_write_to_file(&image, path, 0, pixels, 0, nil) != 0 else {
            let message = withUnsafeBytes(of: &image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            png_image_free(&image)
            throw ServiceError(.unavailable, "cannot write the preview: \(message)")
        }
    }
}
