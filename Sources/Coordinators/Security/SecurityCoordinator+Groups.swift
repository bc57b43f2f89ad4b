import Contracts
import SecurityEngines

extension SecurityCoordinator {
    func groups(_ request: ListByNameRequest) async throws -> ListGroupsReply {
        let page = try await accounts.groups(limit: try Self.limit(request.limit), after: request.cursor)
        return ListGroupsReply(groups: page.groups, nextCursor: page.next)
    }

    func createGroup(_ request: CreateNamedRequest) async throws -> GroupReply {
        let group = try await accounts.createGroup(request)
        try await freshen()
        return GroupReply(group: group)
    }

    func deleteGroup(_ request: GroupRequest) async throws -> Empty {
        try await accounts.deleteGroup(request)
        try await freshen()
        return Empty()
    }

    func addMember(_ request: MembershipRequest) async throws -> UserReply {
        let user = try await accounts.addMember(request)
        try await freshen()
        return UserReply(user: user)
    }

    func removeMember(_ request: MembershipRequest) async throws -> UserReply {
        let user = try await accounts.removeMember(request)
        try await freshen()
        return UserReply(user: user)
    }
}
