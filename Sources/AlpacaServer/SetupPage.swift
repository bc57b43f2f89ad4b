import Alpaca

/// The pages for people.
enum SetupPage {
    /// The page of the server with a link to each device.
    static func server(_ identity: AlpacaServerIdentity, _ directory: DeviceDirectory) -> String {
        let rows = directory.entries.map { entry in
            let device = entry.device
            return """
                <li><a href="/setup/v1/\(device.type.rawValue)/\(entry.number)/setup">\
                \(HTMLText.escaped(device.name))</a> (\(device.type.displayName) \(entry.number)): \
                \(HTMLText.escaped(device.summary))</li>
                """
        }
        return page(identity.name, identity, "<ul>\n\(rows.joined(separator: "\n"))\n</ul>")
    }

    /// The page of a device.
    static func device(
        _ device: any AlpacaDevice, _ identity: AlpacaServerIdentity, _ fragment: String?, complaint: String?
    ) -> String {
        let warning = complaint.map { "<p role=\"alert\"><strong>\(HTMLText.escaped($0))</strong></p>\n" } ?? ""
        return page(
            device.name, identity,
            """
            <p>\(device.type.displayName), interface version \(device.interfaceVersion): \
            \(HTMLText.escaped(device.summary))</p>
            \(warning)\(fragment ?? "<p>There is nothing to set here.</p>")
            <p><a href="/setup">All devices</a></p>
            """)
    }

    private static func page(_ title: String, _ identity: AlpacaServerIdentity, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(HTMLText.escaped(title))</title>
        <style>body { font-family: sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }</style></head>
        <body>
        <h1>\(HTMLText.escaped(title))</h1>
        <p>\(HTMLText.escaped(identity.manufacturer)), \(HTMLText.escaped(identity.name)) \
        \(HTMLText.escaped(identity.version)), \(HTMLText.escaped(identity.location))</p>
        \(body)
        </body>
        </html>
        """
    }
}
