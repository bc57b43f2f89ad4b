import FoundationEssentials
import Kernel
import Secrets

/// How the secret settings of one coordinator are encrypted in the database.
struct SettingSeal {
    private let secrets: SecretKeeper?
    private let coordinator: String

    init(_ secrets: SecretKeeper?, coordinator: String) {
        self.secrets = secrets
        self.coordinator = coordinator
    }

    /// What is stored of a secret value.
    ///
    /// - Throws: `unavailable` when there are no keys.
    func seal(_ value: JSONValue, of key: String) throws(ServiceError) -> JSONValue {
        guard let secrets else { throw Self.keyless }
        do {
            return .string(try secrets.seal(try WireJSON.encode(value), for: place(of: key)).text)
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    /// A row with its value readable, or with the reason why it is not.
    func open(_ row: CoordinatorSettings.Row, of key: String) -> CoordinatorSettings.Row {
        guard row.isSecret else { return row }
        var row = row
        do {
            guard let secrets else { throw Self.keyless }
            guard let sealed = row.value.text.flatMap({ SealedSecret($0) }) else {
                throw ServiceError(.invalidState, "\(key) is a secret that is not encrypted; set it with config/update")
            }
            row.value = try WireJSON.decode(JSONValue.self, from: try secrets.open(sealed, from: place(of: key)))
        } catch {
            row.fault = ServiceError(wrapping: error)
        }
        return row
    }

    private func place(of key: String) -> String { "coordinator_config/\(coordinator)/\(key)" }

    private static var keyless: ServiceError {
        ServiceError(.unavailable, "secret settings cannot be used without the keys of the installation")
    }
}
