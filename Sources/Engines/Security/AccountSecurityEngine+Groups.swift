public import Contracts
import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// Groups in the order of their names.
    ///
    /// - Parameters:
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The groups, and where to go on when there is more.
    /// - Throws: What a failure of the database means.
    public func groups(
        limit: Int, after cursor: String?
    ) async throws(ServiceError) -> (groups: [GroupInfo], next: String?) {
        do {
            let groups = try await GroupQueries.groups(limit: limit + 1, after: cursor, in: database.pool)
            return (Array(groups.prefix(limit)), groups.count > limit ? groups.prefix(limit).last?.name : nil)
        } catch {
            throw Self.mapped(error)
        }
    }

    /// Makes a group without members.
    ///
    /// - Parameter request: Its name and what it is for.
    /// - Returns: The group.
    /// - Throws: `conflict` when the name is taken.
    public func createGroup(_ request: CreateNamedRequest) async throws(ServiceError) -> GroupInfo {
        try await database.transaction { transaction in
            try await GroupQueries.insert(
                name: request.name.text, description: request.description?.text ?? "", in: transaction)
        }
    }

    /// Removes a group; its members lose what they held through it.
    ///
    /// - Parameter request: Which group.
    /// - Throws: `not_found` naming the field, `conflict` while it owns a telescope, `invalid_state` for the one through
    ///   which the last administrator is one.
    public func deleteGroup(_ request: GroupRequest) async throws(ServiceError) {
        let group = try RuleReference("group", id: request.groupID, name: request.group)
        try await database.administrativeTransaction { transaction in
            let id = try await GroupQueries.group(group, in: transaction)
            try await transaction.execute("delete from groups where id = \(id)")
        }
    }

    /// Makes an account a member of a group; doing it again changes nothing.
    ///
    /// - Parameter request: Whom, and which group.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found` naming the field.
    public func addMember(_ request: MembershipRequest) async throws(ServiceError) -> UserInfo {
        let group = try RuleReference("group", id: request.groupID, name: request.group)
        // A group can deny too, so joining one can end the last administrator.
        return try await database.administrativeTransaction { transaction in
            _ = try await UserQueries.user(request.userID, in: transaction)
            let id = try await GroupQueries.group(group, in: transaction)
            try await GroupQueries.join(group: id, user: request.userID, in: transaction)
            return try await UserQueries.user(request.userID, in: transaction)
        }
    }

    /// Ends a membership.
    ///
    /// - Parameter request: Whose, and of which group.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found` naming the field, also when the account is no member; `invalid_state` for the last
    ///   administrator.
    public func removeMember(_ request: MembershipRequest) async throws(ServiceError) -> UserInfo {
        let group = try RuleReference("group", id: request.groupID, name: request.group)
        return try await database.administrativeTransaction { transaction in
            let user = try await UserQueries.user(request.userID, in: transaction)
            let id = try await GroupQueries.group(group, in: transaction)
            guard try await GroupQueries.leave(group: id, user: request.userID, in: transaction) else {
                throw ServiceError(
                    .notFound, "\(group.field): \(user.username) is not a member of this group",
                    details: ["field": .string(group.field)])
            }
            return try await UserQueries.user(request.userID, in: transaction)
        }
    }
}
