import Access
import Kernel

extension Caller {
    /// What the audit trail says of the caller beside the name: the node in between, the key, the role that was lent.
    var auditDetails: [String: JSONValue] {
        var details: [String: JSONValue] = [:]
        if let passedOnBy { details["passed_on_by"] = .string(passedOnBy) }
        if let apiKey { details["api_key"] = apiKey.auditName }
        if let standInRole { details["anonymous_role"] = .string(standInRole) }
        return details
    }
}
