import Alpaca
import FoundationEssentials
import Kernel

extension Exposure {
    /// What must be done about an exposure.
    enum Action: Sendable, Equatable {
        case wait
        /// The picture is ready.
        case download
        /// It failed; the camera may still be at it and is to be stopped.
        case failedAndMayExpose
        case failed
    }

    /// The camera is being told.
    mutating func begin(at now: Duration, date: Date) {
        guard phase == .requested else { return }
        phase = .exposing
        percent = 0
        begunAt = now
        startedAt = date
    }

    /// Somebody ended the exposure early and wants the picture.
    mutating func stop() {
        guard isActive else { return }
        isStopped = true
    }

    /// The picture is here.
    mutating func finish() {
        guard isActive else { return }
        phase = .done
        percent = 100
    }

    /// Somebody stopped it.
    mutating func abort(_ reason: String) {
        guard isActive else { return }
        phase = .aborted(reason)
    }

    /// There will be no picture.
    mutating func fail(_ reason: String) {
        guard isActive else { return }
        phase = .failed(reason)
    }

    /// Looks at what the camera says; nil when it did not answer.
    ///
    /// A camera that is not heard exposes on: only the deadline ends its exposure.
    mutating func observe(_ camera: CameraObservation?, at now: Duration) -> Action {
        guard phase == .exposing || phase == .reading, let begunAt else { return .wait }
        let elapsed = now - begunAt
        guard elapsed < longest else {
            phase = .failed("no picture \(limits.readout.seconds) s after the end of the exposure")
            return .failedAndMayExpose
        }
        guard let camera else { return .wait }
        guard camera.state != .error else {
            phase = .failed("the camera reports an error")
            return .failed
        }
        let isOver = isStopped || elapsed >= .seconds(order.duration)
        // Ready before the time is over is the picture before this one.
        if camera.isReady == true, isOver, !camera.isBusy {
            phase = .downloading
            percent = 100
            return .download
        }
        phase = camera.state == .reading || (isOver && camera.state != .exposing) ? .reading : .exposing
        percent = percent(camera, elapsed)
        return lookForLoss(camera, at: now)
    }

    /// When the camera is to be asked again: at the exposure's end, and now and then on the way.
    func nextLook(at now: Duration, shortest: Duration) -> Duration {
        guard let begunAt, !isStopped else { return shortest }
        let left = begunAt + .seconds(order.duration) - now
        return max(min(left, .seconds(1)), shortest)
    }

    /// How long it may take until the picture is ready.
    private var longest: Duration { .seconds(order.duration) + limits.readout }

    private func percent(_ camera: CameraObservation, _ elapsed: Duration) -> Int {
        if camera.isBusy, let said = camera.percent { return said }
        guard order.duration > 0 else { return 100 }
        return Int((elapsed.seconds / order.duration * 100).rounded(.down).clamped(to: 0...100))
    }

    // Idle and without a picture: somebody else stopped it, or the camera was restarted.
    private mutating func lookForLoss(_ camera: CameraObservation, at now: Duration) -> Action {
        guard camera.state == .idle, camera.isReady == false else {
            emptySince = nil
            return .wait
        }
        let since = emptySince ?? now
        emptySince = since
        guard now - since >= limits.grace else { return .wait }
        phase = .failed("the camera ended the exposure without a picture")
        return .failed
    }
}

extension Comparable {
    fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
