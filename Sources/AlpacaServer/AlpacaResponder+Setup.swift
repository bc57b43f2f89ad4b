import Alpaca
import Hummingbird
import Kernel

extension AlpacaResponder {
    /// Answers `/setup` and `/setup/v1/{type}/{number}/setup`.
    func setup(_ path: [Substring], _ request: Request) async throws -> Response {
        if path.isEmpty {
            guard request.method == .get else {
                throw Refusal(.methodNotAllowed, "the page is read with GET", allowed: "GET")
            }
            return .page(SetupPage.server(identity, directory))
        }
        guard path.count == 4, path[0] == "v1", path[3] == "setup" else {
            throw Refusal(.notFound, "pages are at /setup and /setup/v1/{type}/{number}/setup")
        }
        let device = try directory.device(path[1], path[2])
        switch (request.method, device as? any ConfigurableDevice) {
        case (.get, let configurable):
            return .page(SetupPage.device(device, identity, await configurable?.setupPage(), complaint: nil))
        case (.post, .some(let configurable)):
            return try await apply(request, to: configurable)
        case (_, let configurable):
            let allowed = configurable == nil ? "GET" : "GET, POST"
            throw Refusal(.methodNotAllowed, "the page is read with GET", allowed: allowed)
        }
    }

    private func apply(_ request: Request, to device: any ConfigurableDevice) async throws -> Response {
        try Self.requireOwnOrigin(request)
        guard let pairs = AlpacaForm.decode(try await body(of: request)) else { throw Refusal("this is no form") }
        let fields = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        do {
            try await device.applySetup(fields)
        } catch {
            let page = SetupPage.device(device, identity, await device.setupPage(), complaint: error.message)
            return .page(page, .badRequest)
        }
        return .redirect(to: request.uri.path, type: .normal)
    }

    // A page of somebody else in the same browser may send forms here; its browser then names it as the origin.
    private static func requireOwnOrigin(_ request: Request) throws(Refusal) {
        guard let origin = request.headers[.origin] else { return }
        guard let host = request.head.authority, ["http://\(host)", "https://\(host)"].contains(origin) else {
            throw Refusal(.forbidden, "the form does not come from this server")
        }
    }
}
