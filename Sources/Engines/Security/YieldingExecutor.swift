import Dispatch
import Glibc
import Synchronization

/// A serial executor with a thread of its own that gives way to all other work of the machine.
///
/// Hashing takes as much processor time as it gets: at the priority of others, a storm of logins would hold up everything
/// on a machine with few cores.
final class YieldingExecutor: SerialExecutor {
    /// A tenth of what others get when all want the processor (sched(7), nice value).
    private static let niceness: Int32 = 10

    private let lane = Lane()

    /// Starts the thread.
    init() {
        var thread = pthread_t()
        let lane = Unmanaged.passRetained(lane)
        let failure = pthread_create(
            &thread, nil,
            { lane in
                // For the calling thread alone (setpriority(2), "C library/kernel differences"). Without it: no harm done.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, YieldingExecutor.niceness)
                if let lane { Unmanaged<Lane>.fromOpaque(lane).takeRetainedValue().run() }
                return nil
            }, lane.toOpaque())
        if failure == 0 {
            pthread_detach(thread)
        } else {
            // Better at everybody's priority than not at all.
            let lane = lane.takeRetainedValue()
            DispatchQueue.global().async { lane.run() }
        }
    }

    deinit { lane.end() }

    /// Runs a job of the actor on the thread.
    func enqueue(_ job: consuming ExecutorJob) {
        lane.add(UnownedJob(job), of: asUnownedSerialExecutor())
    }

    /// The executor as the runtime refers to it.
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

/// The jobs of a thread, in order.
private final class Lane: Sendable {
    private struct State {
        var jobs: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
        var isEnded = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func add(_ job: UnownedJob, of executor: UnownedSerialExecutor) {
        state.withLock { $0.jobs.append((job, executor)) }
        signal.signal()
    }

    func end() {
        state.withLock { $0.isEnded = true }
        signal.signal()
    }

    /// Runs what is added until the end; nothing is left then, because a job keeps its actor alive.
    func run() {
        while true {
            signal.wait()
            let (next, isEnded) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isEnded)
            }
            if let next {
                next.job.runSynchronously(on: next.executor)
            } else if isEnded {
                return
            }
        }
    }
}
