import City
import Engine
import Geometry
import JSON
import Testing

@testable import Lighting

/// Made-up streets with lamps, and the answer of `lighting.road` on them.
struct Street {
    var roads: [(id: String, line: [Point3], values: [String: Value])] = []
    var lamps: [(id: String, at: Point3, values: [String: Value])] = []
    var buildings: [[Point3]] = []

    static let crs = CRS(
        identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")

    /// Everything turned about the origin, degrees counter-clockwise, and moved.
    func turned(_ degrees: Double, by move: Point3) -> Street {
        let angle = Angle.degrees(degrees)
        func place(_ p: Point3) -> Point3 {
            Point3(
                p.x * angle.cosine - p.y * angle.sine + move.x, p.x * angle.sine + p.y * angle.cosine + move.y, p.z)
        }
        var other = self
        for i in roads.indices { other.roads[i].line = roads[i].line.map(place) }
        for i in lamps.indices {
            other.lamps[i].at = place(lamps[i].at)
            if case .real(let azimuth)? = lamps[i].values["azimuth_deg"] {
                other.lamps[i].values["azimuth_deg"] = .real(azimuth - degrees)
            }
        }
        other.buildings = buildings.map { $0.map(place) }
        return other
    }

    /// A lamp with everything known, over its own mast.
    mutating func lamp(_ x: Double, _ y: Double, azimuth: Double = 0, _ more: [String: Value] = [:]) {
        var values: [String: Value] = [
            "height": .real(8), "power_w": .real(70), "flux_lm": .real(8000), "overhang_m": .real(0),
            "tilt_deg": .real(0), "azimuth_deg": .real(azimuth),
        ]
        values.merge(more) { $1 }
        lamps.append(("lamp-\(lamps.count + 1)", Point3(x, y), values.filter { $0.value != .null }))
    }

    mutating func road(
        _ line: [Point3],
        _ values: [String: Value] = ["highway": .text("tertiary"), "width": .real(7), "lanes": .integer(2)]
    ) {
        roads.append(("road-\(roads.count + 1)", line, values))
    }

    var city: City {
        var noticed = Diagnostics()
        var road = LayerDraft(name: "road")
        for entry in roads {
            road.geometries.append(line: entry.line)
            for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) { road.set(name, value) }
            road.endFeature(id: entry.id)
        }
        var lamp = LayerDraft(name: "street_light")
        for entry in lamps {
            lamp.geometries.append(point: entry.at)
            for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) { lamp.set(name, value) }
            lamp.endFeature(id: entry.id)
        }
        var layers = [road.finish(&noticed)]
        if !lamps.isEmpty { layers.append(lamp.finish(&noticed)) }
        if !buildings.isEmpty {
            var building = LayerDraft(name: "building")
            for ring in buildings {
                building.geometries.append(
                    .polygon, polygons: [Polygon(vertices: ring, ringEnds: [ring.count])], hasZ: false)
                building.endFeature(id: "b-\(building.count + 1)")
            }
            layers.append(building.finish(&noticed))
        }
        return City(name: "street", crs: Self.crs, origin: .zero, layers: layers)
    }

    func judged(_ inputs: JSONObject = [:], files: [String: String] = [:]) throws -> Outcome {
        let made = try makeSimulation(LightingRoad.self, inputs) { path in
            guard let text = files[path] else { throw InputError(path: path, problem: "no such file") }
            return Array(text.utf8)
        }
        return try made.simulation.run(on: city)
    }
}

extension Outcome {
    /// A value of a result layer's feature.
    func value(_ layer: String, _ row: Int, _ column: String) -> Value {
        self.layer(layer)?.column(column)?[row] ?? .null
    }

    func number(_ layer: String, _ row: Int, _ column: String) throws -> Double {
        try #require(value(layer, row, column).double, "\(layer) \(row) \(column)")
    }

    func count(of code: String) -> Int {
        diagnostics.all.filter { $0.code == code }.reduce(0) { $0 + $1.count }
    }

    /// The kinds of a road's stretches, in order.
    var kinds: [String] {
        guard let layer = layer("lighting_field"), let kind = layer.column("kind") else { return [] }
        return (0..<layer.count).compactMap { kind[$0].text }
    }
}
