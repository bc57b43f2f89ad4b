import Composition
import Glibc

/// Runs a node and ends the process when the node has ended.
///
/// By `_exit`: at the exit handlers of the C libraries a thread of theirs may still hold a lock, and what a node has to
/// put in order it has put in order by then.
func serve(_ server: Server) async -> Never {
    do {
        try await server.run()
        leave(0)
    } catch let end as ServerExit {
        say(end.message)
        leave(end.code.rawValue)
    } catch {
        say(String(reflecting: error))
        leave(ServerExit.Code.software.rawValue)
    }
}

private func leave(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
}
