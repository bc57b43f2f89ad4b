import ArgumentParser

/// Who asks.
struct IdentityOptions: ParsableArguments {
    @Option(help: "Log in as this user; the token is kept for the next commands.")
    var user: String?

    @Option(
        help: ArgumentHelp(
            "The file with the password; else $BIGSKIES_PASSWORD, else it is asked for.", valueName: "file"))
    var passwordFile: String?

    @Option(help: "Show this token instead; better in $BIGSKIES_TOKEN, an API key in $BIGSKIES_API_KEY.")
    var token: String?

    func validate() throws {
        guard user == nil || token == nil else { throw ValidationError("give either --user or --token") }
    }
}
