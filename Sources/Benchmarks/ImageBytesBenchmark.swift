import Alpaca
import Foundation
import Glibc
import Kernel
import Support

/// A picture of 24 million pixels to ImageBytes and back, beside numpy doing the same.
struct ImageBytesBenchmark: Benchmark {
    let name = "image-bytes"

    private static let width = 6000
    private static let height = 4000

    func rows(_ race: Race) async throws -> [Row] {
        let samples = (0..<Self.width * Self.height).map { UInt16(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
        guard let image = AlpacaImage(width: Self.width, height: Self.height, samples: .uint16(samples)) else {
            throw ServiceError(.internal, "no picture of 24 million pixels")
        }
        let bytes = ImageBytes.encode(image)
        let megabytes = Double(bytes.count) / 1e6
        let before = Self.peak()
        var rows = [
            try await race.row(
                "ImageBytes, 24 Mpx UInt16, encode", unit: "ms", target: .atMost(60), peer: try peer("encode")
            ) { try Self.time { ImageBytes.encode(image).count == bytes.count } },
            try await race.row(
                "ImageBytes, 24 Mpx UInt16, decode", unit: "ms", target: .atMost(60), peer: try peer("decode")
            ) { try Self.time { try ImageBytes.decode(bytes).width == Self.width } },
        ]
        let once = Race(rounds: 1, withPeers: false)
        rows.append(
            try await once.row("ImageBytes, memory beside both sides' own, in pictures", unit: "×", target: .atMost(1))
            {
                // One picture is the result itself.
                max(Self.peak() - before, 0) / megabytes - 1
            })
        return rows
    }

    private static func time(_ work: () throws -> Bool) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        guard try work() else { throw ServiceError(.internal, "the picture was lost") }
        return (clock.now - start) / .milliseconds(1)
    }

    /// The most memory that the process has had, in megabytes.
    private static func peak() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }

    private func peer(_ direction: String) throws -> Race.Peer {
        let words = ["-c", Self.script, direction, "\(Self.width)", "\(Self.height)"]
        return Race.Peer(name: "numpy") {
            try await PeerProgram(program: try Program.python(), arguments: words).figure()
        }
    }

    private static let script = """
        import sys, time
        import numpy
        width, height = int(sys.argv[2]), int(sys.argv[3])
        rows = numpy.arange(width * height, dtype=numpy.uint64).astype(numpy.uint16).reshape(height, width)
        wire = bytes(44) + rows.T.tobytes()
        start = time.perf_counter()
        if sys.argv[1] == "encode":
            low, high = rows.min(), rows.max()
            bytes(44) + rows.T.tobytes()
        else:
            numpy.ascontiguousarray(numpy.frombuffer(wire, numpy.uint16, offset=44).reshape(width, height).T)
        print((time.perf_counter() - start) * 1000)
        """
}
