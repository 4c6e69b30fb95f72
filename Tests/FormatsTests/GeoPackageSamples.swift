import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Cities and layers made up for the GeoPackage tests.
enum Samples {
    static let utm = CRS(
        identifier: "EPSG:32642", name: "WGS 84 / UTM zone 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1,
        wkt: """
            PROJCS["WGS 84 / UTM zone 42N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\
            PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]],\
            PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",69],\
            PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],\
            UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","32642"]]
            """)
    static let origin = Point3(438_000, 4_794_000)

    /// One feature of every kind, with and without height, and one without geometry.
    static func everyKind(_ name: String = "thing") -> Layer {
        var g = Geometries()
        let square = [Point3(0.1, 0.2, 1), Point3(10.3, 0.2, 2), Point3(10.3, 10.7, 3), Point3(0.1, 10.7, 4)]
        let hole = [Point3(3, 3, 1.5), Point3(3, 5, 1.5), Point3(5, 5, 1.5)]
        let polygon = Polygon(exterior: square, holes: [hole])
        for z in [false, true] {
            let flat = { (p: Point3) in z ? p : Point3(p.x, p.y) }
            let flatPolygon = Polygon(vertices: polygon.vertices.map(flat), ringEnds: polygon.ringEnds)
            g.append(point: flat(Point3(1.0 / 3, -2.0 / 3, 7.125)), hasZ: z)
            g.append(line: square.map(flat), hasZ: z)
            g.append(.polygon, polygons: [flatPolygon], hasZ: z)
            for p in square {
                g.addVertex(flat(p))
                g.endRing()
                g.endPart()
            }
            g.endFeature(.multiPoint, hasZ: z)
            for _ in 0..<2 {
                for p in square { g.addVertex(flat(p)) }
                g.endRing()
                g.endPart()
            }
            g.endFeature(.multiLineString, hasZ: z)
            g.append(.multiPolygon, polygons: [flatPolygon, flatPolygon], hasZ: z)
        }
        g.append(.surface, polygons: [polygon, polygon, polygon], hasZ: true, types: [.roof, .unknown, .ground])
        g.append(.multiPolygon, polygons: [polygon, polygon], hasZ: true, types: [.water, .wall])
        g.append(.polygon, polygons: [polygon], hasZ: true, types: [.door])
        g.appendNone()
        return Layer(name: name, ids: (0..<g.count).map { "f-\($0)" }, geometries: g, columns: [])
    }

    /// Columns of every type with nulls, of nulls alone, and with names that are hard on SQL.
    static func columns(_ n: Int) -> [Column] {
        let rows = Array(0..<n)
        let names: [String] = ["Ясауи", "Қожа Ахмет", "", "a\"b'c"]
        let levels: [Int64] = rows.map { $0 % 4 == 0 ? .min : Int64($0) &* 1_000_003 }
        let heights: [Double] = rows.map { $0 % 5 == 0 ? .nan : 0.1 * Double($0) }
        let texts: [String?] = rows.map { $0 % 2 == 0 ? nil : names[$0 / 2 % 4] }
        let none = [Int32](repeating: -1, count: n)
        return [
            Column("lit", values: .bool(rows.map { UInt8($0 % 3) })),
            Column("levels", unit: "1", values: .integer(levels)),
            Column("height", unit: "m", definition: "Ridge above ground", real: heights),
            Column("name", text: texts),
            Column("fid", real: rows.map { Double($0) }),
            Column("ID", text: rows.map { "own \($0)" }),
            Column("geom", text: rows.map { _ in "no" }),
            Column("Height", real: rows.map { -Double($0) }),
            Column("surface_types", text: rows.map { _ in "x" }),
            Column("select \"from\"; [m]", unit: "kWh/m²", real: [Double](repeating: 5, count: n)),
            Column("nothing", values: .real([Double](repeating: .nan, count: n))),
            Column("never", values: .text(codes: none, dictionary: [])),
            Column("nowhere", values: .integer([Int64](repeating: .min, count: n))),
        ]
    }

    static var city: City {
        let things = everyKind()
        let full = things.with(columns: columns(things.count))
        var diagnostics = Diagnostics()
        diagnostics.repaired("unclosed-ring", "a ring was not closed", "b-1")
        diagnostics.repaired("unclosed-ring", "a ring was not closed", "b-2", count: 7)
        diagnostics.skipped("no-geometry", "nothing to draw")
        return City(
            name: "Түркістан", crs: utm, origin: origin, layers: [full, points(40), grid(7)],
            sources: [City.Source(layers: ["thing"], title: "made up", origin: "here", licence: "CC0")],
            diagnostics: diagnostics)
    }

    /// Points along a spiral.
    static func points(_ n: Int, name: String = "street_light") -> Layer {
        var g = Geometries()
        for i in 0..<n { g.append(point: Point3(Double(i) * cos(Double(i)), Double(i) * sin(Double(i)))) }
        return Layer(
            name: name, ids: (0..<n).map { "l\($0)" }, geometries: g,
            columns: [Column("flux_lm", unit: "lm", real: (0..<n).map { Double(1000 + $0) })])
    }

    /// `n` × `n` squares of 10 m, 20 m apart.
    static func grid(_ n: Int, name: String = "building") -> Layer {
        var g = Geometries()
        for i in 0..<(n * n) {
            let (x, y) = (Double(i % n) * 20, Double(i / n) * 20)
            g.append(
                .polygon,
                polygons: [
                    Polygon(exterior: [Point3(x, y), Point3(x + 10, y), Point3(x + 10, y + 10), Point3(x, y + 10)])
                ],
                hasZ: false)
        }
        return Layer(
            name: name, ids: (0..<(n * n)).map { "b-\($0)" }, geometries: g,
            columns: [Column("levels", values: .integer((0..<(n * n)).map { Int64($0 % 9) }))])
    }

    /// A terrain of `columns` × `rows` cells of 30 × 25 m with a hole, its height a different number in each cell.
    static func terrain(_ columns: Int, _ rows: Int) -> Terrain {
        let heights = (0..<(columns * rows)).map { $0 % 97 == 5 ? Float.nan : Float($0) * 0.25 }
        return Terrain(origin: Point3(-15, 35), cellX: 30, cellY: 25, columns: columns, rows: rows, heights: heights)
    }
}

/// Whether two layers hold the same; coordinates within `tolerance` metres, everything else exactly.
func expectSame(_ a: Layer, _ b: Layer, tolerance: Double = 1e-9, _ at: SourceLocation = #_sourceLocation) {
    #expect(a.name == b.name, sourceLocation: at)
    #expect(a.ids == b.ids, sourceLocation: at)
    let (g, h) = (a.geometries, b.geometries)
    #expect(g.kinds == h.kinds && g.hasZ == h.hasZ, sourceLocation: at)
    #expect(g.featureEnds == h.featureEnds && g.partEnds == h.partEnds && g.ringEnds == h.ringEnds, sourceLocation: at)
    #expect((0..<g.count).allSatisfy { g.surfaceTypes(of: $0) == h.surfaceTypes(of: $0) }, sourceLocation: at)
    #expect(g.vertices.count == h.vertices.count, sourceLocation: at)
    for (p, q) in zip(g.vertices, h.vertices) {
        guard abs(p.x - q.x) > tolerance || abs(p.y - q.y) > tolerance || p.z != q.z else { continue }
        Issue.record("\(p) became \(q)", sourceLocation: at)
        break
    }
    #expect(a.columns.map(\.name) == b.columns.map(\.name), sourceLocation: at)
    for (c, d) in zip(a.columns, b.columns) {
        #expect(c.unit == d.unit && c.definition == d.definition && c.type == d.type, sourceLocation: at)
        #expect(c.count == d.count && (0..<c.count).allSatisfy { c[$0] == d[$0] }, "\(c.name)", sourceLocation: at)
    }
}

/// Runs a program of the system and returns what it prints; fails the test if it fails or is missing.
func shell(_ command: String, _ at: SourceLocation = #_sourceLocation) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command): \(output)", sourceLocation: at)
    return output
}

/// The first column of a query's rows, as texts.
func query(_ path: String, _ sql: String) throws -> [String] { try Database(path, .read).texts(sql) }
