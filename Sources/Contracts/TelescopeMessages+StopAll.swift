/// Stops every telescope, and puts it away if told so.
public struct StopAllRequest: Codable, Sendable, Waiting {
    /// Whether to park after stopping.
    public let park: Bool?
    /// Whether to close the domes.
    public let close: Bool?
    /// Whether to be answered when everything stands.
    public let wait: Bool?

    /// Describes what is to be done.
    public init(park: Bool? = nil, close: Bool? = nil, wait: Bool? = nil) {
        self.park = park
        self.close = close
        self.wait = wait
    }
}

/// What was done with one telescope.
public struct StopReport: Codable, Sendable, Equatable {
    /// How a step ended.
    public enum Step: Sendable, Equatable {
        /// It was done.
        case done
        /// It was begun.
        case started
        /// There is nothing to do it with.
        case none(String)
        /// It failed.
        case failed(String)
    }

    /// The telescope.
    public let telescopeID: String
    /// Its name, when the caller may read it.
    public let name: String?
    /// What became of stopping it: `done`, or why not.
    public let abort: String
    /// What became of parking it: `started`, `done`, or why not; absent when it was not asked for.
    public let park: String?
    /// What became of closing its dome: `no dome`, or why not; absent when it was not asked for.
    public let close: String?
    /// Whether every step that was asked for and possible went well.
    public let ok: Bool

    /// Describes what was done.
    public init(telescopeID: String, name: String?, abort: Step, park: Step?, close: Step?) {
        self.telescopeID = telescopeID
        self.name = name
        self.abort = abort.text
        self.park = park?.text
        self.close = close?.text
        ok = [abort, park, close].compactMap(\.self).allSatisfy { !$0.isFailure }
    }

    enum CodingKeys: String, CodingKey {
        case name, abort, park, close, ok
        case telescopeID = "telescope_id"
    }
}

extension StopReport.Step {
    /// The words on the wire.
    public var text: String {
        switch self {
        case .done: "done"
        case .started: "started"
        case .none(let what): what
        case .failed(let why): "failed: \(why)"
        }
    }

    /// Whether it should have been done and was not.
    public var isFailure: Bool {
        guard case .failed = self else { return false }
        return true
    }
}

/// What was done with every telescope.
public struct StopAllResponse: Codable, Sendable {
    /// The telescopes.
    public let telescopes: [StopReport]
    /// Whether every telescope did as it was told.
    public let ok: Bool

    /// Collects what was done.
    public init(_ telescopes: [StopReport]) {
        self.telescopes = telescopes
        ok = telescopes.allSatisfy(\.ok)
    }
}
