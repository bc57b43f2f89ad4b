import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Lends a telescope to somebody.
    func share(_ request: ConfigShareRequest, for caller: Caller) async throws(ServiceError) -> ConfigSharesResponse {
        if let end = request.expiresAt, end <= time.date() {
            throw ServiceError(
                .invalidRequest, "field expires_at must be in the future", details: ["field": "expires_at"])
        }
        try await queries.share(request, by: caller.userID)
        return try await sharesRead(request.id)
    }

    /// Takes a telescope back from somebody.
    func unshare(_ request: ConfigUnshareRequest) async throws(ServiceError) -> ConfigSharesResponse {
        guard try await queries.unshare(request) else {
            throw ServiceError(.notFound, "the telescope is not shared with \(request.principalID.text) so")
        }
        return try await sharesRead(request.id)
    }

    private func sharesRead(_ id: UUID) async throws(ServiceError) -> ConfigSharesResponse {
        let grants = try await queries.grants(of: id)[id] ?? []
        changeAccess { $0.entries[id]?.grants = grants }
        return ConfigSharesResponse(id: id.text, shares: shares(of: id, at: time.date()))
    }
}
