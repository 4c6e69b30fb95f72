import Foundation
import Geometry
import Lighting
import Testing

/// Readers, interpolation and flux against numpy, photompy and Radiance (Tests/Truth/lighting).
@Suite struct PhotometryTruthTests {
    @Test func fluxIsThatOfOtherPrograms() throws {
        let rows = try Self.rows("flux")
        #expect(rows.count == 40)
        for row in rows {
            let lamp = try Self.lamp(row[0])
            let expected = try #require(Double(row[1]))
            #expect(abs(lamp.flux / expected - 1) < 3e-6, "\(row[0]): \(lamp.flux)")
            let upward = try #require(Double(row[2]))
            #expect(abs(lamp.upwardShare * lamp.flux - upward) < 3e-6 * expected, "\(row[0])")
            guard let other = Double(row[3]) else { continue }
            #expect(abs(lamp.flux / other - 1) < 3e-6, "\(row[0]), photompy: \(lamp.flux)")
        }
    }

    @Test func intensitiesAreThoseOfOtherPrograms() throws {
        var traced = 0
        for row in try Self.rows("intensity") {
            let lamp = try Self.lamp(row[0])
            let c = try #require(Double(row[1]))
            let gamma = try #require(Double(row[2]))
            let value = lamp.intensity(c: .degrees(c), gamma: .degrees(gamma))
            let expected = try #require(Double(row[3]))
            #expect(abs(value - expected) <= 1e-6 * max(1, expected), "\(row[0]) C \(c) γ \(gamma): \(value)")
            guard let radiance = Double(row[4]) else { continue }
            traced += 1
            #expect(abs(value - radiance) < 0.02, "\(row[0]) C \(c) γ \(gamma): \(value), Radiance \(radiance)")
        }
        #expect(traced >= 168)
    }

    private static func rows(_ name: String) throws -> [[String]] {
        let file = projectRoot.appending(path: "Tests/Truth/lighting/\(name).csv")
        return try String(decoding: Data(contentsOf: file), as: UTF8.self).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    }

    private static func lamp(_ path: String) throws -> Photometry {
        let file = projectRoot.appending(path: "Tests/LightingTests/Data/\(path)")
        return try Photometry(bytes: [UInt8](Data(contentsOf: file)), file: path)
    }
}
