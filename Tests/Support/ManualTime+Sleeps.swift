extension ManualTime {
    /// Waits until somebody goes to sleep for each of these durations, in any order; other sleeps on the way are skipped.
    public func nextSleeps(of durations: Duration...) async {
        var left = durations
        while !left.isEmpty {
            let seen = await nextSleep()
            if let index = left.firstIndex(of: seen) { left.remove(at: index) }
        }
    }
}
