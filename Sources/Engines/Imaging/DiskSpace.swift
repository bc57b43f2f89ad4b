import Glibc

/// How much room a file system has.
enum DiskSpace {
    /// The bytes that an ordinary user may still write at a path, or where its nearest directory is; 0 when nobody can tell.
    static func free(at path: String) -> Int64 {
        var place = path[...]
        while true {
            var status = statvfs()
            if statvfs(place.isEmpty ? "/" : String(place), &status) == 0 {
                let (bytes, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(
                    by: UInt64(status.f_frsize))
                return isTooLarge ? .max : Int64(clamping: bytes)
            }
            guard errno == ENOENT, let slash = place.lastIndex(of: "/") else { return 0 }
            place = place[..<slash]
        }
    }

    /// The bytes for people, in whole MiB or GiB.
    static func text(_ bytes: Int64) -> String {
        let mebibytes = bytes >> 20
        return mebibytes < 10240 ? "\(mebibytes) MiB" : "\(mebibytes >> 10) GiB"
    }
}
