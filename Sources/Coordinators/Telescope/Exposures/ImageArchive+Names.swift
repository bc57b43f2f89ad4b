import ImagingEngines

/// The files of the archive by names that stay true when its directory is moved.
extension ImageArchive {
    /// The name of a file: its path below the directory, or the whole path when it is elsewhere.
    func name(of path: String) -> String {
        path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.utf8.count + 1)) : path
    }

    /// The absolute path of a file that was named so.
    func path(of name: String) -> String { name.hasPrefix("/") ? name : directory + "/" + name }
}
