import Alpaca
import AlpacaEngines
import FoundationEssentials
import Glibc
import Kernel
import Logging
import Support

/// What it costs to read ten devices five times a second; beside the same done by ASCOM's own Python client.
struct PollingBenchmark: Benchmark {
    private static let seconds = 10.0

    let name = "alpaca-polling"

    func rows(_ race: Race) async throws -> [Row] {
        let server = PythonServer(script: Self.server)
        try await server.start()
        let port = await server.port
        let result: Result<Row, any Error>
        do {
            let python = try? Program.python()
            result = .success(
                try await race.row(
                    "ten devices read at 5 Hz, processor time", unit: "% of a core", target: .atMost(2),
                    peer: Race.Peer(name: "alpyca") {
                        guard let python else { throw PeerProgram.Failure(description: "no Python environment") }
                        return try await PeerProgram(
                            program: python, arguments: ["-c", Self.alpyca, "\(port)", "\(Self.seconds)"]
                        ).figure()
                    }
                ) { try await Self.ours(port) })
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return [try result.get()]
    }

    private static func ours(_ port: Int) async throws -> Double {
        let engine = AlpacaEngine(
            configuration: AlpacaConfiguration(stateInterval: .milliseconds(200), idleInterval: .milliseconds(200)),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let server = try AlpacaServer("http://127.0.0.1:\(port)")
        let telescope = UUID()
        for type in AlpacaDeviceType.allCases {
            let device = AttachedDevice(
                id: UUID(), telescopeID: telescope, address: AlpacaAddress(server: server, type: type, number: 0))
            await engine.attach(device)
            _ = try await engine.connect(device.id)
        }
        let events = engine.events
        let consumer = Task {
            var changes = 0
            for await _ in events { changes += 1 }
            return changes
        }
        try await Task.sleep(for: .seconds(1))
        let before = processorTime()
        let wall = ContinuousClock.now
        try await Task.sleep(for: .seconds(Self.seconds))
        let used = processorTime() - before
        let elapsed = (ContinuousClock.now - wall) / .seconds(1)
        let isWell = await engine.devices(of: telescope).allSatisfy { $0.phase == .connected }
        try await engine.shutdown()
        // The mount tracks: each of its reads is a change.
        guard await consumer.value > Int(Self.seconds) * 4, isWell else {
            throw ServiceError(.internal, "the devices were not read five times a second")
        }
        return used / elapsed * 100
    }

    /// The processor time that this process has used, in seconds.
    private static func processorTime() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static let alpyca = """
        import sys, threading, time
        from alpaca import telescope, camera, dome, focuser, rotator, filterwheel, switch, safetymonitor
        from alpaca import observingconditions, covercalibrator
        address, seconds = "127.0.0.1:" + sys.argv[1], float(sys.argv[2])
        kinds = [telescope.Telescope, camera.Camera, dome.Dome, focuser.Focuser, rotator.Rotator,
                 filterwheel.FilterWheel, switch.Switch, safetymonitor.SafetyMonitor,
                 observingconditions.ObservingConditions, covercalibrator.CoverCalibrator]
        devices = [kind(address, 0) for kind in kinds]
        end = time.time() + seconds
        def poll(device):
            while time.time() < end:
                device.DeviceState
                time.sleep(0.2)
        threads = [threading.Thread(target=poll, args=(device,)) for device in devices]
        used = time.process_time()
        begun = time.time()
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print((time.process_time() - used) / (time.time() - begun) * 100)
        """

    private static let server = #"""
        import json, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        T, P = 10.5, 1013.2
        states = {
            "telescope": {"Altitude": 45.1234567, "AtHome": False, "AtPark": False, "Azimuth": 180.1234567,
                          "Declination": 12.3456789, "IsPulseGuiding": False, "RightAscension": 5.1234567,
                          "SideOfPier": 0, "SiderealTime": 5.5, "Slewing": False, "Tracking": True,
                          "UTCDate": "2026-01-02T03:04:05.1234567Z"},
            "camera": {"CameraState": 0, "CCDTemperature": -10.02, "CoolerPower": 43.1, "HeatSinkTemperature": 21.2,
                       "ImageReady": False, "IsPulseGuiding": False, "PercentCompleted": 0},
            "dome": {"Altitude": 0.0, "AtHome": True, "AtPark": True, "Azimuth": 0.0, "ShutterStatus": 1, "Slewing": False},
            "focuser": {"IsMoving": False, "Position": 25000, "Temperature": T},
            "rotator": {"IsMoving": False, "MechanicalPosition": 12.5, "Position": 12.5},
            "filterwheel": {"Position": 2}, "safetymonitor": {"IsSafe": True},
            "covercalibrator": {"Brightness": 0, "CalibratorState": 1, "CoverState": 1, "CalibratorChanging": False,
                                "CoverMoving": False},
            "observingconditions": {"CloudCover": 5.0, "DewPoint": 3.1, "Humidity": 55.2, "Pressure": P, "RainRate": 0.0,
                                    "SkyBrightness": 0.002, "SkyQuality": 20.8, "SkyTemperature": -15.1, "StarFWHM": 2.1,
                                    "Temperature": T, "WindDirection": 270.0, "WindGust": 3.2, "WindSpeed": 2.1},
            "switch": {key + str(i): value for i in range(8) for key, value in (("GetSwitch", True), ("GetSwitchValue", 1.0))}}
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            def log_message(self, *arguments): pass
            def value(self, value, number=0):
                data = json.dumps({"Value": value, "ClientTransactionID": 1, "ServerTransactionID": 1,
                                   "ErrorNumber": number, "ErrorMessage": ""}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def handle_any(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = self.path.split("?")[0].strip("/").lower().split("/")
                if parts[-1] == "connected": return self.value(True)
                if parts[-1] == "interfaceversion": return self.value(4)
                if parts[-1] == "devicestate":
                    state = dict(states[parts[2]])
                    if parts[2] == "telescope": state["Altitude"] += time.time() % 10
                    state["TimeStamp"] = "2026-01-02T03:04:05.123Z"
                    return self.value([{"Name": k, "Value": v} for k, v in state.items()])
                self.value(None, 0x400)
            do_GET = do_PUT = handle_any
        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128
        server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
        print("READY", server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
