import Access
import Contracts
public import Hosting

extension MessageCoordinator {
    /// What it answers.
    public static let routes: [Route<MessageCoordinator>] = [
        .command("health/get", .publicKnowing("health", "read")) { (message, request: HealthGetRequest, caller) in
            try message.health(request, for: caller)
        },
        .command("node/forget", .requires("config", "write"), .changes, resource: { $0.node }) {
            (message, request: NodeForgetRequest, _) in
            try await message.forget(request)
            return Empty()
        },
        .command("diagnostics/get", .requires("health", "read")) { (message, _: Empty, _) in
            await message.diagnostics()
        },
    ]
}
