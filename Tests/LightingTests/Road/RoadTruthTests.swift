import Foundation
import Geometry
import JSON
import Testing

@testable import Lighting

/// Whole installations against tools/truth/en13201.py, which computes them with numpy in its own way.
///
/// The kernel computes in single precision: 1e-5 of each value, as the truth file says.
@Suite struct RoadTruthTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func document() throws -> JSONValue {
        let path = root.appending(path: "Tests/Truth/lighting/en13201.json")
        return try JSONValue(parsing: [UInt8](Data(contentsOf: path)))
    }

    static func photometry() throws -> Photometry {
        let document = try document()
        func numbers(_ name: String) throws -> [Double] {
            try #require(document[name]?.array).compactMap(\.double)
        }
        return try Photometry(
            name: "formula", c: numbers("c"), gamma: numbers("gamma"),
            intensities: numbers("intensities").map { Float($0) })
    }

    static func number(_ value: JSONValue, _ name: String) throws -> Double { try #require(value[name]?.double) }

    @Test func installationsAgreeWithNumpy() throws {
        let photometry = try Self.photometry()
        let cases = try #require(Self.document()["cases"]?.array)
        #expect(cases.count >= 10)
        for entry in cases {
            let kind = try #require(entry["arrangement"]?.string)
            let spacing = try Self.number(entry, "spacing")
            let width = try Self.number(entry, "width")
            let height = try Self.number(entry, "height")
            let surface = try #require(entry["surface"]?.string.flatMap { ReflectionTable.standard($0) })
            let wet = entry["wet_surface"]?.string.flatMap { ReflectionTable.standard($0) }
            let field = try RoadField(
                length: spacing, width: width, lanes: Int(Self.number(entry, "lanes")),
                oncoming: Int(Self.number(entry, "oncoming")), height: height)
            let lamps = try Self.installation(
                kind, spacing: spacing, width: width, height: height, overhang: Self.number(entry, "overhang"),
                tilt: Self.number(entry, "tilt"), scale: Self.number(entry, "scale"))
            var calculation = try RoadCalculation(
                photometries: [photometry], surface: surface, wetSurface: wet,
                maintenanceFactor: Self.number(entry, "maintenance_factor"))
            let found = calculation(field, lamps)
            let expected = try #require(entry["expected"])
            let luminance = try #require(found.luminance)
            for (name, value) in [
                ("average_illuminance", found.averageIlluminance), ("minimum_illuminance", found.minimumIlluminance),
                ("maximum_illuminance", found.maximumIlluminance), ("edge_ratio", found.edgeRatio),
                ("average_luminance", luminance.average), ("uniformity", luminance.uniformity),
                ("longitudinal_uniformity", luminance.longitudinalUniformity),
                ("threshold_increment", luminance.thresholdIncrement),
            ] {
                let truth = try Self.number(expected, name)
                #expect(abs(value - truth) <= 1e-5 * truth, "\(kind) \(spacing) m: \(name) \(value), numpy \(truth)")
            }
            if wet != nil {
                let truth = try Self.number(expected, "wet_uniformity")
                #expect(try abs(#require(luminance.wetUniformity) - truth) <= 1e-5 * truth)
            } else {
                #expect(luminance.wetUniformity == nil)
            }
        }
    }

    /// The installation a case names; x along, y left.
    static func installation(
        _ kind: String, spacing: Double, width: Double, height: Double, overhang: Double, tilt: Double, scale: Double
    ) -> [RoadLamp] {
        // In the field's coordinates north is to the left: the front of a lamp on the right edge looks there.
        func lamp(_ x: Double, _ y: Double, _ azimuth: Double) -> RoadLamp {
            RoadLamp(
                position: Point3(x, y, height), frame: LuminaireFrame(azimuth: .degrees(azimuth), tilt: .degrees(tilt)),
                scale: scale)
        }
        var lamps: [RoadLamp] = []
        for k in -Int(700 / spacing) - 1...Int(1400 / spacing) + 1 {
            let x = Double(k) * spacing
            switch kind {
            case "single_sided": lamps.append(lamp(x, -width / 2 + overhang, 0))
            case "opposite":
                lamps += [lamp(x, -width / 2 + overhang, 0), lamp(x, width / 2 - overhang, 180)]
            case "staggered":
                lamps += [
                    lamp(x, -width / 2 + overhang, 0), lamp(x + spacing / 2, width / 2 - overhang, 180),
                ]
            case "median": lamps += [lamp(x, overhang, 0), lamp(x, -overhang, 180)]
            default: Issue.record("unknown arrangement \(kind)")
            }
        }
        return lamps
    }
}
