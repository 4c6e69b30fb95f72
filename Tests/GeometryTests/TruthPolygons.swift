import Foundation
import Geometry

/// One line of `Tests/Truth/geometry/polygons.csv`.
struct TruthPolygon {
    struct Probe {
        let point: Point3
        let location: String
        let distance: Double
        let boundaryDistance: Double
    }

    let kind: String
    let polygon: Polygon
    let area: Double
    let centroid: Point3
    let perimeter: Double
    let hullArea: Double
    let probes: [Probe]

    static func read() throws -> [TruthPolygon] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Truth/geometry/polygons.csv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap(TruthPolygon.init)
    }

    init?(line: Substring) {
        let fields = line.split(separator: ";")
        guard fields.count == 8 else { return nil }
        let numbers = fields[1...5].compactMap { Double($0) }
        guard numbers.count == 5 else { return nil }
        kind = String(fields[0])
        area = numbers[0]
        centroid = Point3(numbers[1], numbers[2])
        perimeter = numbers[3]
        hullArea = numbers[4]
        let rings = fields[6].split(separator: "|").map { ring in
            let values = ring.split(separator: " ").compactMap { Double($0) }
            return stride(from: 0, to: values.count, by: 2).map { Point3(values[$0], values[$0 + 1]) }
        }
        polygon = Polygon(exterior: rings[0], holes: Array(rings.dropFirst()))
        probes = fields[7].split(separator: "|").map { text in
            let parts = text.split(separator: " ")
            let value = { (i: Int) in Double(parts[i]) ?? .nan }
            return Probe(
                point: Point3(value(0), value(1)), location: String(parts[2]), distance: value(3),
                boundaryDistance: value(4))
        }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

extension Polygon {
    /// Area of the triangles in the plane, m², and whether each runs counter-clockwise.
    func triangleAreas(_ triangles: [UInt32]) -> (sum: Double, allCounterClockwise: Bool) {
        var sum = 0.0
        var good = true
        for i in stride(from: 0, to: triangles.count, by: 3) {
            let area = doubleSignedArea([
                vertices[Int(triangles[i])], vertices[Int(triangles[i + 1])], vertices[Int(triangles[i + 2])],
            ])
            sum += area / 2
            if area <= 0 { good = false }
        }
        return (sum, good)
    }
}
