import Access
import Contracts
public import Hosting

extension DatastoreCoordinator {
    /// What it answers.
    public static let routes: [Route<DatastoreCoordinator>] = [
        .command("status/get", .requires("datastore", "read")) { (datastore, _: Empty, _) in await datastore.status() }
    ]
}
