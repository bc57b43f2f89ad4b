import ArgumentParser

/// Who asks.
struct IdentityOptions: ParsableArguments {
    @Option(help: "Log in as this user; the token is kept for the next commands.")
    var user: String?

    @Option(
        help: ArgumentHelp(
            "The file with the password; else $BIGSKIES_PASSWORD, else it is asked for.", valueName: "file"))
    var passwordFile: String?

    @Option(help: "Show this token instead; better in $BIGSKIES_TOKEN.")
    var token: String?

    @Option(help: ArgumentHelp("Act by the API key in this file; else $BIGSKIES_API_KEY.", valueName: "file"))
    var apiKeyFile: String?

    func validate() throws {
        guard [user, token, apiKeyFile].compactMap(\.self).count < 2 else {
            throw ValidationError("give one of --user, --token and --api-key-file")
        }
    }
}
