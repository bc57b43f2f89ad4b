import Contracts
import FoundationEssentials
import Kernel

// What the audit trail tells of a request beside the account, role or permission that it names: what was given to whom.

extension RoleRequest {
    var facts: [String: JSONValue] { .naming(["role": role ?? roleID?.text]) }
}

extension MembershipRequest {
    var facts: [String: JSONValue] { .naming(["group": group ?? groupID?.text]) }
}

extension PermissionGrantRequest {
    var facts: [String: JSONValue] { .naming(["role": role ?? roleID?.text, "group": group ?? groupID?.text]) }
}

extension CreateUserRequest {
    var facts: [String: JSONValue] {
        .naming(["roles": roles?.joined(separator: ", "), "groups": groups?.joined(separator: ", ")])
    }
}

extension UpdateUserRequest {
    var facts: [String: JSONValue] {
        var facts: [String: JSONValue] = [:]
        if case .set(let enabled) = enabled { facts["enabled"] = .bool(enabled) }
        if username != .keep { facts["username"] = "changed" }
        if email != .keep { facts["email"] = "changed" }
        return facts
    }
}

extension CreateAPIKeyRequest {
    var facts: [String: JSONValue] {
        .naming(["user_id": userID?.text, "scopes": scopes.map(\.text).joined(separator: ", ")])
    }
}

extension LogoutRequest {
    var facts: [String: JSONValue] { everywhere == true ? ["everywhere": true] : [:] }
}

extension [String: JSONValue] {
    /// The texts that there are.
    fileprivate static func naming(_ texts: [String: String?]) -> [String: JSONValue] {
        texts.compactMapValues { $0.map(JSONValue.string) }
    }
}
