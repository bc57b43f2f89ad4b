/// The files of `sql/`, compiled into the binary.
public enum Schema {
    /// A file: its name, which begins with its number, and its bytes.
    public struct File: Sendable {
        /// The name, such as `0001_coordinator_config.sql`.
        public let name: String
        /// The bytes that the checksum is over.
        public let bytes: [UInt8]
    }

    /// All files, in order of their numbers.
    public static let files: [File] = [
        File(name: "0001_coordinator_config.sql", bytes: PackageResources._001_coordinator_config_sql),
        File(name: "0010_principals.sql", bytes: PackageResources._010_principals_sql),
        File(name: "0011_tokens.sql", bytes: PackageResources._011_tokens_sql),
        File(name: "0012_audit_log.sql", bytes: PackageResources._012_audit_log_sql),
        File(name: "0020_telescope.sql", bytes: PackageResources._020_telescope_sql),
        File(name: "0030_services.sql", bytes: PackageResources._030_services_sql),
        File(name: "0100_sealed_keys.sql", bytes: PackageResources._100_sealed_keys_sql),
        File(name: "0102_api_keys.sql", bytes: PackageResources._102_api_keys_sql),
        File(name: "0103_audit_checkpoints.sql", bytes: PackageResources._103_audit_checkpoints_sql),
        File(name: "0104_certificates.sql", bytes: PackageResources._104_certificates_sql),
        File(name: "0105_authority_replaced.sql", bytes: PackageResources._105_authority_replaced_sql),
        File(name: "0200_exposures.sql", bytes: PackageResources._200_exposures_sql),
        File(name: "0201_dome_slaving.sql", bytes: PackageResources._201_dome_slaving_sql),
    ]
}
