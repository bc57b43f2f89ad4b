import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Makes a site.
    func createSite(_ request: SiteCreateRequest) async throws(ServiceError) -> SiteResponse {
        remembered(try await queries.createSite(request))
    }

    /// Changes the fields of a site that a request names.
    func updateSite(_ request: SiteUpdateRequest) async throws(ServiceError) -> SiteResponse {
        remembered(try await queries.updateSite(request))
    }

    /// Removes a site at which no telescope stands.
    func deleteSite(_ request: SiteRequest) async throws(ServiceError) -> DeletedResponse {
        try await queries.deleteSite(request.id)
        remember(nil, request.id)
        return DeletedResponse(id: request.id.text)
    }

    /// One site.
    func site(_ request: SiteRequest) async throws(ServiceError) -> SiteResponse {
        SiteResponse(try await queries.site(request.id))
    }

    /// A page of sites.
    func sites(_ request: SiteListRequest) async throws(ServiceError) -> SiteListResponse {
        let page = try Page(request.limit, request.cursor)
        let (sites, next) = page.cut(try await queries.sites(page)) { [$0.name, $0.id] }
        return SiteListResponse(sites: sites, nextCursor: next)
    }
    private func remembered(_ site: Site) -> SiteResponse {
        if let id = UUID(uuidString: site.id) { remember(ObservatorySite(site), id) }
        return SiteResponse(site)
    }
}
