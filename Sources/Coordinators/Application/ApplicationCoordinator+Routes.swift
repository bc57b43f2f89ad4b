import Access
import Contracts
public import Hosting

extension ApplicationCoordinator {
    /// What it answers.
    public static let routes: [Route<ApplicationCoordinator>] = [
        .event(
            "event/register", family: "service", .requires("service", "write"), .changes, order: { $0.id },
            aliases: ["service_id": "id"]
        ) { (application, request: ServiceRegistration, _) in try await application.register(request) },
        .event(
            "event/heartbeat", family: "service", .requires("service", "write"), order: { $0.id },
            aliases: ["service_id": "id"]
        ) { (application, request: ServiceHeartbeat, _) in try await application.hear(request) },
        .event(
            "event/unregister", family: "service", .requires("service", "write"), .changes, order: { $0.id },
            aliases: ["service_id": "id"]
        ) { (application, request: ServiceReference, _) in try await application.unregister(request) },
        .command("service/list", .requires("service", "read")) { (application, request: ServiceListRequest, _) in
            try application.list(request)
        },
        .command("service/get", .requires("service", "read"), aliases: ["service_id": "id"]) {
            (application, request: ServiceReference, _) in
            try application.get(request)
        },
    ]
}
