import City
import Foundation
import Geometry
import JSON
import Testing

@testable import Solar

/// SplitMix64: the same numbers everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func number(in range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}

/// Lines of a truth file by column name.
struct ShadowTruth {
    let rows: [[String: String]]

    init(_ name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            decoding: Data(contentsOf: root.appending(path: "Truth/shadow/\(name).csv")), as: UTF8.self)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let header = try #require(lines.first)
        rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }
}

extension [String: String] {
    /// A cell that must hold a number; NaN, which equals nothing, when it does not.
    func number(_ name: String) -> Double { self[name].flatMap { Double($0) } ?? .nan }
}

/// A city made by hand.
struct TestCity {
    var buildings = LayerDraft(name: "building")
    var others: [LayerDraft] = []
    var terrain: Terrain?
    var place: City.Place? = City.Place(
        latitude: .degrees(43.29778), longitude: .degrees(68.27083), convergence: .degrees(0))

    static let crs = CRS(
        identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")

    mutating func add(_ rings: [[Point3]], height: Double, id: String? = nil) {
        buildings.geometries.append(
            .polygon, polygons: [Polygon(exterior: rings[0], holes: Array(rings.dropFirst()))], hasZ: false)
        buildings.set("height", .real(height), unit: "m")
        buildings.endFeature(id: id ?? "b\(buildings.count)")
    }

    /// A box standing on the ground.
    mutating func addBox(_ x: Double, _ y: Double, _ width: Double, _ depth: Double, height: Double) {
        add([square(x, y, width, depth)], height: height)
    }

    mutating func add(faces: [Polygon]) {
        buildings.geometries.append(.surface, polygons: faces, hasZ: true)
        buildings.endFeature(id: "b\(buildings.count)")
    }

    /// A layer of areas.
    mutating func add(layer: String, _ polygons: [[Point3]]) {
        var draft = LayerDraft(name: layer)
        for (i, ring) in polygons.enumerated() {
            draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
            draft.set("name", .text("\(layer) \(i)"))
            draft.endFeature(id: "\(layer)-\(i)")
        }
        others.append(draft)
    }

    /// Ground as a function of the place.
    mutating func lay(_ box: Box, cell: Double, _ height: (Double, Double) -> Double) {
        let columns = Int(box.width / cell) + 1
        let rows = Int(box.height / cell) + 1
        var heights: [Float] = []
        for j in 0..<rows {
            for i in 0..<columns {
                heights.append(Float(height(box.minX + Double(i) * cell, box.minY + Double(j) * cell)))
            }
        }
        terrain = Terrain(
            origin: Point3(box.minX, box.minY), cellX: cell, cellY: cell, columns: columns, rows: rows, heights: heights
        )
    }

    var city: City {
        var diagnostics = Diagnostics()
        var layers = buildings.count > 0 ? [buildings.finish(&diagnostics)] : []
        layers += others.map { $0.finish(&diagnostics) }
        var city = City(name: "test", crs: Self.crs, origin: .zero, layers: layers, terrain: terrain)
        city.place = place
        return city
    }

    func casters() throws -> ShadowCasters { try ShadowCasters(city, filter: nil, trees: false) }
}

func square(_ x: Double, _ y: Double, _ width: Double, _ depth: Double) -> [Point3] {
    [Point3(x, y), Point3(x + width, y), Point3(x + width, y + depth), Point3(x, y + depth)]
}

/// Unit vector towards a sun, the y axis looking north.
func sun(azimuth: Double, elevation: Double) -> Point3 {
    let (a, e) = (Angle.degrees(azimuth), Angle.degrees(elevation))
    return Point3(a.sine * e.cosine, a.cosine * e.cosine, e.sine)
}

let everywhere = Box(minX: -1e5, minY: -1e5, maxX: 1e5, maxY: 1e5)

extension City {
    func shadows(_ inputs: JSONObject = [:]) throws -> Outcome {
        var given = Inputs(inputs)
        let simulation = try SolarShadow(&given)
        try given.finish()
        return try simulation.run(on: self)
    }
}

extension Outcome {
    /// A number of a result layer.
    func number(_ layer: String, _ column: String, _ row: Int = 0) throws -> Double {
        try #require(self.layer(layer)?.column(column)).number(row)
    }

    func has(_ code: String) -> Bool { diagnostics.all.contains { $0.code == code } }
}
