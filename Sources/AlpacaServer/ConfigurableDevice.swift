/// A device with something to set on its page, `/setup/v1/{type}/{number}/setup`.
public protocol ConfigurableDevice: AlpacaDevice {
    /// The device's part of the page.
    ///
    /// - Returns: HTML, with everything that came from outside escaped (`HTMLText.escaped`).
    func setupPage() async -> String

    /// Takes what somebody entered.
    ///
    /// - Parameter fields: The fields of the page's form.
    /// - Throws: `AlpacaFault` when something of it cannot be; its message is shown.
    func applySetup(_ fields: [String: String]) async throws(AlpacaFault)
}
