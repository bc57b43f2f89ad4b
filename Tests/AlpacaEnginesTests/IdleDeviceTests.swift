import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

extension DeviceTests {
    /// When a device is asked that nobody wants connected.
    @Suite struct IdleDeviceTests {
        @Test func aDeviceThatNobodyWantsIsFirstAskedAfterAnInterval() async throws {
            let time = ManualTime()
            let configuration = AlpacaConfiguration(healthCheckInterval: .seconds(30))
            let engine = AlpacaEngine(configuration: configuration, time: time.source, logger: Logger(label: "test"))
            // Nobody listens at this port: whoever asks is refused at once, and that is noted.
            let device = AttachedDevice(
                id: UUID(), telescopeID: UUID(),
                address: AlpacaAddress(server: try AlpacaServer("http://127.0.0.1:1"), type: .telescope, number: 0))
            await engine.attach(device)
            await time.nextSleeps(of: .seconds(30))
            #expect(await engine.devices(of: device.telescopeID).first?.failure == nil)
            // New settings wake the loop, and are no reason to ask either.
            await engine.update(configuration)
            await time.nextSleeps(of: .seconds(30))
            #expect(await engine.devices(of: device.telescopeID).first?.failure == nil)
            time.advance(by: .seconds(30))
            await time.nextSleeps(of: .seconds(30))
            #expect(await engine.devices(of: device.telescopeID).first?.failure != nil)
            try await engine.shutdown()
        }
    }
}
