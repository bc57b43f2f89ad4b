import Contracts
import FoundationEssentials
import Kernel

// What the audit trail tells of a request beside the telescope: what was lent to whom.

extension ConfigShareRequest {
    var facts: [String: JSONValue] {
        var facts = JSONValue.principal(principalID, principalType)
        facts["permission"] = .string(permission.rawValue)
        if let expiresAt { facts["expires_at"] = .string(Timestamp.text(expiresAt)) }
        return facts
    }
}

extension ConfigUnshareRequest {
    var facts: [String: JSONValue] {
        var facts = JSONValue.principal(principalID, principalType)
        if let permission { facts["permission"] = .string(permission.rawValue) }
        return facts
    }
}

extension JSONValue {
    fileprivate static func principal(_ id: UUID, _ type: PrincipalType?) -> [String: JSONValue] {
        ["principal_id": .string(id.text), "principal_type": .string((type ?? .user).rawValue)]
    }
}
