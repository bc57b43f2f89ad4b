public import Contracts
import FoundationEssentials
public import Kernel
import Logging
import Postgres

extension AccountSecurityEngine {
    /// What happens to logins from now on, for administrators; one listener, the last who asked, and at most 64 that wait.
    public func events() -> AsyncStream<SecurityEvent> { outlet.events() }

    /// How many names are refused at this moment whatever the password, with names that no account has.
    ///
    /// - Returns: The number.
    /// - Throws: What a failure of the database means.
    public func delayedNames() async throws(ServiceError) -> Int {
        let date = time.date()
        let rows = try await database.query("select count(*) as n from users where locked_until > \(date)")
        do {
            return try (rows.first?.decode("n", as: Int.self) ?? 0) + strangers.delayed(at: date)
        } catch {
            throw ServiceError(error)
        }
    }

    /// Counts a wrong password; costs the same whether the account exists, is delayed or is disabled.
    ///
    /// - Parameters:
    ///   - account: The account's id and name; a nil id for a name that no account has.
    ///   - date: When the password was tried.
    /// - Throws: What a failure of the database means.
    func countFailure(of account: (id: UUID?, name: String), at date: Date) async throws(ServiceError) {
        let delay = LoginDelay(policy)
        if let names = window.failed(account.name, at: time.now()) {
            logger.warning("many logins fail", metadata: ["names": "\(names)"])
            tell(SecurityEvent(.manyFailures, failedLogins: FailureWindow.many, names: names))
        }
        // What cannot be a name tells nothing when it is not counted.
        if account.id == nil, (try? AccountRules.username(account.name)) != nil {
            strangers.failed(account.name, delay, at: date)
        }
        let id = account.id ?? UUID()
        let counted = try await database.transaction { transaction in
            // Nobody waits for the disk here: the time of the answer must not tell that something was written, and what a
            // crash forgets is a second's count.
            try await transaction.execute("set local synchronous_commit = off")
            let rows = try await transaction.query(
                "select failed_logins, locked_until from users where id = \(id) for update")
            let before = try rows.first.map { row in
                LoginFailures(
                    count: try row.decode("failed_logins"), delayedUntil: try row.decode("locked_until"))
            }
            let after = delay.failed(before ?? LoginFailures(), at: date)
            // As many statements for an account that waits, and for none, as for one whose count changes.
            let touched = try await transaction.execute(
                """
                update users set failed_logins = \(after.count), locked_until = \(after.delayedUntil)::timestamptz
                where id = \(id) and \(after != before)::boolean
                """)
            return touched == 1 ? after : LoginFailures?.none
        }
        guard let counted, let end = counted.delayedUntil else { return }
        if counted.count == delay.threshold {
            logger.warning("the passwords of an account are delayed", metadata: ["user.id": "\(id.text)"])
        }
        tell(
            SecurityEvent(
                .delayed, userID: id.text, username: account.name, failedLogins: counted.count, delayedUntil: end))
    }

    /// Tells the listener what happened.
    func tell(_ event: SecurityEvent) { outlet.tell(event) }
}
