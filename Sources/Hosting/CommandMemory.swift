import Kernel
import Messaging

/// The node's memory of executed commands, shared by its hosts.
actor CommandMemory {
    private var state = CommandMemoryState()

    /// Claims a command for execution, or finds it claimed already.
    func claim(
        _ key: CommandMemoryState.Key, digest: [UInt8], responder: Responder, now: Duration
    ) -> CommandMemoryState.Claim {
        state.claim(key, digest: digest, responder: responder, now: now)
    }

    /// Keeps the reply of a claimed command, or what is left of it, and answers those who wait for the same.
    func complete(_ key: CommandMemoryState.Key, with reply: Reply, keeping kept: Reply? = nil, size: Int) {
        for waiting in state.complete(key, with: kept ?? reply, size: size) { waiting.answer(reply) }
    }

    /// Forgets a command that was not executed after all, and tells those who wait for it the same.
    func release(_ key: CommandMemoryState.Key, answering reply: Reply) {
        for waiting in state.release(key) { waiting.answer(reply) }
    }

    /// How many are remembered, and how many were forgotten early.
    var counts: (remembered: Int, evicted: Int) { (state.count, state.evicted) }
}
