import CMosquitto
import Glibc

/// The parts of libmosquitto that belong to the process rather than to a connection.
enum MosquittoLibrary {
    // mosquitto_lib_init is not thread-safe (mosquitto.h); a global let runs once.
    private static let start: Void = {
        // A broker that goes away while the library writes must not end the process.
        signal(SIGPIPE, SIG_IGN)
        mosquitto_lib_init()
    }()

    /// Makes the library ready; further calls do nothing.
    static func prepare() { _ = start }

    /// The words for an MQTT 5 reason code.
    static func reason(_ code: UInt8) -> String {
        guard let text = mosquitto_reason_string(Int32(code)) else { return "reason \(code)" }
        return String(cString: text).lowercased()
    }

    /// The words for one of the library's error numbers.
    static func text(ofError code: Int32) -> String {
        // strerror describes what errno is now, which is another thread's or a later call's.
        guard code != MOSQ_ERR_ERRNO.rawValue, let text = mosquitto_strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }

    /// Whether a text may stand as a topic filter.
    static func isFilter(_ text: String) -> Bool {
        !text.utf8.contains(0) && mosquitto_sub_topic_check(text) == 0
    }

    /// Whether a text may stand as a topic.
    static func isTopic(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains(0) && mosquitto_pub_topic_check(text) == 0
    }
}
