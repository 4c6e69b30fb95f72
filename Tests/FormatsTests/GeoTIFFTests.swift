import City
import Foundation
import Geometry
import JSON
import Testing

@testable import Formats

/// Grids of points as GDAL, and so QGIS, reads them.
@Suite struct GeoTIFFTests {
    private static let crs = CRS(
        identifier: "EPSG:32642", name: "WGS 84 / UTM zone 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1,
        wkt: "")
    private static let origin = Point3(438_000.25, 4_794_000.75)

    /// Points with a value and its square, in the city's own coordinates.
    private static func document(
        _ points: [(x: Double, y: Double, z: Double, value: Double?)], spacing: Double? = 1, crs: CRS = crs
    ) -> Document {
        var draft = LayerDraft(name: "point")
        for (i, point) in points.enumerated() {
            draft.geometries.append(point: Point3(point.x, point.y, point.z), hasZ: true)
            draft.set("plane", .text("roof"))
            if let value = point.value {
                draft.set("irradiation", .real(value), unit: "kWh/m²a")
                draft.set("square", .real(value * value))
            }
            draft.endFeature(id: "p\(i)")
        }
        var diagnostics = Diagnostics()
        let layer = draft.finish(&diagnostics)
        let roofs = Layer(name: "roof", ids: [], geometries: Geometries(), columns: [])
        var outcome = Outcome(layers: [roofs, layer], indicators: [])
        if let spacing { outcome.inputs["spacing"] = .number(spacing) }
        return Document(city: City(name: "test", crs: crs, origin: origin, layers: []), outcome: outcome)
    }

    private func value(_ path: String, _ x: Double, _ y: Double, band: Int = 1) throws -> Double? {
        let place = "\(Self.origin.x + x) \(Self.origin.y + y)"
        let text = try shell("gdallocationinfo -valonly -geoloc -b \(band) \(path) \(place)")
        return Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Catches: a grid turned or moved by a cell, sums instead of means, walls mixed into roofs, bands swapped, a missing
    /// no data value, names or reference system; anything GDAL warns of.
    @Test func aSmallGrid() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/small.tif"
        let document = Self.document([
            (0.3, 0.3, 10, 1000), (0.4, 0.4, 10.5, 1100), (0.35, 0.35, 2, 5), (3.3, 0.3, 10, 900), (0.3, 2.3, 4, nil),
        ])
        let diagnostics = try GeoTIFFWriter().write(document, to: path)
        #expect(diagnostics.all.map(\.code) == ["layer-not-written"])
        let info = try JSONValue(parsing: Array(try shell("gdalinfo -json \(path)").utf8))
        #expect(info["size"]?.array?.compactMap(\.integer) == [4, 3])
        #expect(
            info["geoTransform"]?.array?.compactMap(\.double) == [438_000, 1, 0, 4_794_004, 0, -1],
            "\(String(describing: info["geoTransform"]))")
        #expect(info["coordinateSystem"]?["wkt"]?.string?.contains("ID[\"EPSG\",32642]") == true)
        let bands = info["bands"]?.array ?? []
        #expect(bands.count == 2)
        #expect(bands.first?["type"] == "Float32" && bands.first?["noDataValue"]?.double == -9999)
        #expect(bands.first?["description"] == "irradiation" && bands.first?["unit"] == "kWh/m²a")
        #expect(bands.last?["description"] == "square")
        #expect(try value(path, 0.3, 0.3) == 1050, "the mean of what is seen from above")
        #expect(try value(path, 0.3, 0.3, band: 2) == 1_105_000)
        #expect(try value(path, 3.3, 0.3) == 900)
        #expect(try value(path, 1.3, 0.3) == -9999 && value(path, 0.3, 2.3) == -9999)
        let text = try shell("gdalinfo -checksum \(path) 2>&1")
        #expect(!text.contains("Warning") && !text.contains("ERROR"), "\(text)")
        // Another program's reading, cell by cell.
        let cells = try shell("gdal_translate -q -b 1 -of XYZ \(path) /vsistdout/").split(separator: "\n")
        #expect(cells.count == 12 && cells.count { !$0.hasSuffix("-9999") } == 2)
    }

    /// Catches: tiles in the wrong place, or a file that grows with the empty land between.
    @Test func farApart() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/wide.tif"
        var points: [(x: Double, y: Double, z: Double, value: Double?)] = []
        for i in 0..<40 {
            for j in 0..<40 { points.append((Double(i * 251) + 0.3, Double(j * 173) + 0.3, 5, Double(i * 100 + j))) }
        }
        _ = try GeoTIFFWriter().write(Self.document(points), to: path)
        for i in stride(from: 0, to: 40, by: 13) {
            for j in stride(from: 0, to: 40, by: 11) {
                #expect(
                    try value(path, Double(i * 251) + 0.3, Double(j * 173) + 0.3) == Double(i * 100 + j), "\(i) \(j)")
            }
        }
        #expect(try value(path, 100, 100) == -9999)
        let bytes = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        // 9,790 × 6,748 cells of two bands are 528 MB as they are.
        #expect(bytes < 4_000_000, "\(bytes)")
        let first = try Data(contentsOf: URL(fileURLWithPath: path))
        _ = try GeoTIFFWriter().write(Self.document(points.shuffled()), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first, "the order of the points does not matter")
    }

    /// Without a spacing among the inputs the points themselves say it; without an EPSG number the name is kept.
    @Test func spacingAndNamelessSystem() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/spacing.tif"
        let local = CRS(
            identifier: "LOCAL", name: "Town grid", epsg: nil, isGeographic: false, metresPerUnit: 1, wkt: "")
        var points: [(x: Double, y: Double, z: Double, value: Double?)] = []
        for i in 0..<100 { points.append((Double(i % 10) * 2.5, Double(i / 10) * 2.5, 0, 1)) }
        let document = Self.document(points, spacing: nil, crs: local)
        let diagnostics = try GeoTIFFWriter().write(document, to: path)
        #expect(diagnostics.all.contains { $0.code == "no-epsg" })
        let info = try shell("gdalinfo \(path)")
        #expect(info.contains("Pixel Size = (2.5") && info.contains("\"Town grid\""), "\(info)")
        #expect(!info.contains("Warning") && !info.contains("ERROR"), "\(info)")
    }

    /// Kind words where there is nothing to make a grid of.
    @Test func refusals() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/none.tif"
        let city = City(name: "test", crs: Self.crs, origin: .zero, layers: [])
        let roofs = Layer(name: "roof", ids: [], geometries: Geometries(), columns: [])
        #expect(throws: InputError.self) {
            try GeoTIFFWriter().write(
                Document(city: city, outcome: Outcome(layers: [roofs], indicators: [])), to: path)
        }
        #expect(throws: DataError.self) {
            try GeoTIFFWriter().write(Self.document([(0, 0, 0, 1), (1e9, 0, 0, 1)]), to: path)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
