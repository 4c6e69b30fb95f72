import Testing

@testable import Formats

/// The scale of a picture's colours.
@Suite struct ColourRampTests {
    private func limits(_ values: [Double], isDifference: Bool = false) -> (Double, Double)? {
        ColourRamp(values.map { ($0, 1) }, isDifference: isDifference).map { ($0.low, $0.high) }
    }

    /// Catches: limits that are no round numbers, values beyond them, and a per cent of difference shown as all there is.
    @Test func roundLimits() throws {
        #expect(try #require(limits((0...100).map { 812 + 6.5 * Double($0) })) == (800, 1450))
        #expect(try #require(limits((0...100).map { 1541 + 0.2 * Double($0) })) == (1240, 1580))
        let alike = try #require(limits([Double](repeating: 3.2, count: 9)))
        #expect(alike.0 < 3.2 && alike.1 >= 3.2 && alike.1 < 4)
        #expect(try #require(limits((0...100).map { Double($0) / 10 })) == (0, 10))
        // One odd value among a thousand does not count.
        #expect(try #require(limits((0...999).map { Double($0) } + [1e9])).1 <= 1000)
        #expect(try #require(limits([0, 0, 0])) == (0, 0))
        let negative = try #require(limits((0...100).map { -50 + Double($0) }))
        #expect(negative.0 <= -48 && negative.1 >= 48)
    }

    /// Differences lie evenly about zero, and no change is in the middle.
    @Test func differences() throws {
        #expect(try #require(limits([-0.31, 0, 0.02], isDifference: true)) == (-0.5, 0.5))
        #expect(try #require(limits([0, 17.2], isDifference: true)) == (-20, 20))
        let ramp = try #require(ColourRamp([(-3, 1), (5, 1)], isDifference: true))
        #expect(ramp[0] == Colour(0xF7F7F7))
        #expect(ramp[-5] == Colour(0xB2182B) && ramp[9] == ramp[5] && ramp[9].blue > ramp[9].red)
    }
}
