extension TopicSpace {
    /// Where a coordinator's health is retained.
    ///
    /// - Parameter coordinator: Its short name, such as `telescope`.
    /// - Returns: `{prefix}/coordinator/health/{coordinator}-coordinator`.
    public func health(of coordinator: String) -> Topic { self.coordinator("health/\(coordinator)-coordinator") }

    /// The other spelling of the health topic, where nothing is retained.
    public func healthAlias(of coordinator: String) -> Topic { self.coordinator("\(coordinator)/health/status") }

    /// The health of every coordinator.
    public var allHealth: TopicFilter { TopicFilter(trusted: coordinator("health/+").text) }

    /// The short name of the coordinator whose health is retained on a topic, or nothing for other topics.
    public func coordinator(fromHealth topic: Topic) -> String? {
        guard let suffix = suffix(of: topic) else { return nil }
        let levels = TopicText.levels(of: suffix)
        guard levels.count == 2, levels[0] == "health", levels[1].hasSuffix("-coordinator") else { return nil }
        let name = levels[1].dropLast("-coordinator".count)
        return name.isEmpty ? nil : String(name)
    }

    /// Where the path of the password file is retained.
    public var credentials: Topic { coordinator("bootstrap/credentials") }

    /// Where coordinators of other processes ask for the credentials.
    public var credentialsRequest: Topic { coordinator("bootstrap/request") }

    /// Where a setting of a coordinator is changed.
    public func configUpdate(of coordinator: String) -> Topic { config("update", coordinator) }

    /// Where the settings of a coordinator are asked for.
    public func configGet(of coordinator: String) -> Topic { config("get", coordinator) }

    /// Where the former settings of a coordinator are asked for.
    public func configHistory(of coordinator: String) -> Topic { config("history", coordinator) }

    /// Where everybody hears what happens to a public telescope.
    ///
    /// - Parameters:
    ///   - kind: `state`, `motion`, `safety`, `camera` or `session`.
    ///   - id: The telescope's id.
    /// - Returns: `{prefix}/coordinator/telescope/event/{kind}/{id}`.
    public func telescopeEvent(_ kind: String, _ id: String) -> Topic { coordinator("telescope/event/\(kind)/\(id)") }

    private func config(_ action: String, _ name: String) -> Topic {
        coordinator("config/\(action)/\(name)-coordinator")
    }
}
