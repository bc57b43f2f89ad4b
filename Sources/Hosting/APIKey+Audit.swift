import Access
import Kernel

extension APIKey {
    /// What the audit trail writes of it beside the user.
    var auditName: JSONValue { ["id": .string(id.text), "name": .string(name)] }
}
