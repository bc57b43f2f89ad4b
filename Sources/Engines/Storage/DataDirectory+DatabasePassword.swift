extension DataDirectory {
    /// The name of the managed database, and of the role that owns it.
    public static var databaseName: String { DatabasePasswords.ownerName }

    /// The password of that role; nil before the first start.
    ///
    /// - Throws: `ServiceError` when the file cannot be read.
    public func databasePassword() throws -> String? {
        try PrivateFile.read(passFile).flatMap(DatabasePasswords.init(text:))?.owner
    }
}
