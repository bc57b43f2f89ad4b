import FoundationEssentials
import Kernel

/// What tells one machine from another, for ids that must be the same after a restart.
enum MachineIdentity {
    /// A text that is the same at every start of this machine.
    ///
    /// Only hashes of it may leave the machine (machine-id(5)).
    static func text() -> String {
        // A machine without the file has a name at least.
        let file = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
        return file.flatMap { $0.isEmpty ? nil : $0 } ?? ProcessInfo.processInfo.hostName
    }
}
