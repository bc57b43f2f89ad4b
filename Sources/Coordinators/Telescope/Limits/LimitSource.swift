/// What a limit reads; a limit whose source is not known is not kept: unknown is not safe.
enum LimitSource: String, Sendable, CaseIterable {
    /// Whether the mount is parked, read from the mount for a request.
    case parking
    /// The telescope's site with its horizon.
    case site
    /// The direction above the horizon: where a movement leads, or where the mount points.
    case direction

    /// What is said when it is not known.
    var unknown: String {
        switch self {
        case .parking: "the mount does not say whether it is parked"
        case .site: "the telescope has no site with a horizon that can be read, so what is too low is not known"
        case .direction: "where this leads above the horizon is not known"
        }
    }

    /// What helps.
    var cure: String? {
        switch self {
        case .parking: nil
        case .site: "telescope/config/update with site_id, telescope/site/update with horizon"
        case .direction: "a mount that says where it points, and a site"
        }
    }
}
