import AstrometryEngines
import Testing

struct ValueTests {
    @Test func aPositionIsItsTwoNumbers() {
        let position = EquatorialPosition(rightAscension: 1, declination: 2)
        #expect(position != EquatorialPosition(rightAscension: 1, declination: 3))
    }
}
