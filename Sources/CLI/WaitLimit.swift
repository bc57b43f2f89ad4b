import ArgumentParser
import Kernel

/// How long a command waits for its reply: seconds, 0.1 to a day.
struct WaitLimit: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let seconds = Double(argument), (0.1...86_400).contains(seconds) else { return nil }
        duration = .seconds(seconds)
    }

    /// The limit that suits a request: one that waits for the end of a motion is answered late.
    init(for payload: JSONValue) {
        // A little more than the nodes themselves allow (3-protocol, promise 11), so that their answer is heard.
        duration = payload["wait"]?.boolean == true ? .seconds(310) : .seconds(32)
    }
}
