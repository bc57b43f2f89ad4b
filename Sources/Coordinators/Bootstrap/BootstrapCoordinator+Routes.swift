import Access
import Contracts
public import Hosting

extension BootstrapCoordinator {
    /// What it answers.
    public static let routes: [Route<BootstrapCoordinator>] = [
        .event("request", .public) { (bootstrap, _: BootstrapRequest, _) in await bootstrap.answer() }
    ]
}
