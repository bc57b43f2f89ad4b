import Kernel
import Postgres

/// Says which field of a request collides with what is stored.
enum AccountConflict {
    /// The failure for a caller: a name that is taken names its field.
    static func error(_ error: PostgresError) -> ServiceError {
        switch error.constraint {
        case "users_username_key":
            ServiceError(.conflict, "username is taken", details: ["field": "username"], cause: error)
        case "users_email_key":
            ServiceError(.conflict, "email belongs to another account", details: ["field": "email"], cause: error)
        case "roles_name_key", "groups_name_key":
            ServiceError(.conflict, "name is taken", details: ["field": "name"], cause: error)
        case "api_keys_user_name_key":
            ServiceError(.conflict, "a key of this account has this name", details: ["field": "name"], cause: error)
        case "permissions_resource_action_effect_key":
            ServiceError(.conflict, "this permission is there already", details: ["field": "resource"], cause: error)
        case "telescope_configurations_owner":
            ServiceError(.conflict, "it owns a telescope", details: ["cure": "telescope/config/delete"], cause: error)
        default: ServiceError(error)
        }
    }
}
