public import AlpacaServer
import FoundationEssentials
import Kernel

extension SimulatedDevice: ConfigurableDevice {
    /// A box to tick for each fault.
    public func setupPage() async -> String {
        let faults = observatory.faults(of: type)
        let boxes = FaultKind.all(of: type).map { kind in
            """
            <p><label><input type="checkbox" name="\(kind.rawValue)" value="true"\
            \(faults.contains(kind) ? " checked" : "")> <code>\(kind.rawValue)</code>: \
            \(HTMLText.escaped(kind.summary))</label></p>
            """
        }
        return """
            <h2>Faults</h2>
            <form method="post">
            \(boxes.joined(separator: "\n"))
            <p><button>Set</button></p>
            </form>
            <p>The same by the action <code>\(SimulatedObservatory.faultAction)</code> with a JSON object such as \
            <code>{"slow": true}</code>.</p>
            """
    }

    /// Switches the faults on whose box is ticked, and the others off.
    public func applySetup(_ fields: [String: String]) async throws(AlpacaFault) {
        for kind in FaultKind.all(of: type) {
            try observatory.set(kind, of: type, to: fields[kind.rawValue] != nil)
        }
    }
}
