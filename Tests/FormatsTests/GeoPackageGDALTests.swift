import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Whether GDAL, and so QGIS, sees in the file what was put there.
@Suite struct GeoPackageGDALTests {
    let scratch: Scratch
    let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path + "/city.gpkg"
        let city = Samples.city
        let surfaces = Layer(
            name: "solid", ids: ["s"], geometries: Samples.everyKind().selecting([12]).geometries, columns: [])
        _ = try GeoPackageWriter().write(
            Document(
                city: City(
                    name: city.name, crs: city.crs, origin: city.origin, layers: city.layers + [surfaces],
                    terrain: Samples.terrain(300, 280))), to: path)
    }

    /// Catches: wrong counts, extents, types, CRS or column types; any warning of GDAL.
    @Test func layersAreDescribedRight() throws {
        let all = try shell("ogrinfo -so -al \(path)")
        #expect(!all.contains("Warning") && !all.contains("ERROR"), "\(all)")
        let building = try shell("ogrinfo -so \(path) building")
        #expect(building.contains("Geometry: Polygon\n") && building.contains("Feature Count: 49"))
        #expect(building.contains("Extent: (438000.000000, 4794000.000000) - (438130.000000, 4794130.000000)"))
        #expect(building.contains("ID[\"EPSG\",32642]"))
        #expect(building.contains("levels: Integer64") && building.contains("FID Column = fid"))
        let thing = try shell("ogrinfo -so \(path) thing")
        #expect(
            thing.contains("lit: Integer(Boolean)") && thing.contains("height: Real") && thing.contains("name: String"))
        #expect(try shell("ogrinfo -so \(path) solid").contains("Geometry: 3D Multi Polygon"))
        #expect(try shell("ogrinfo -so \(path) street_light").contains("Geometry: Point\n"))
    }

    /// Catches: coordinates, heights, holes or values that another program reads differently.
    @Test func geoJSONByGDALIsTheSame() throws {
        let json = scratch.path + "/thing.geojson"
        _ = try shell("ogr2ogr -f GeoJSON -lco COORDINATE_PRECISION=15 -t_srs EPSG:32642 \(json) \(path) thing")
        let layer = Samples.city.layers[0]
        let text = try String(contentsOfFile: json, encoding: .utf8)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let features = try #require(object["features"] as? [[String: Any]])
        #expect(features.count == layer.count)
        for (row, feature) in features.enumerated() {
            let properties = try #require(feature["properties"] as? [String: Any])
            #expect(properties["id"] as? String == layer.ids[row])
            #expect(properties["name"] as? String == layer.column("name")?[row].text)
            // GDAL writes reals with 15 digits.
            let (found, height) = (properties["height"] as? Double, layer.column("height")?[row].double)
            #expect((found == nil) == (height == nil) && abs((found ?? 0) - (height ?? 0)) < 1e-12)
            guard let geometry = feature["geometry"] as? [String: Any] else {
                #expect(layer.geometries.kinds[row] == .none)
                continue
            }
            let types = ["", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]
            let kind = layer.geometries.kinds[row] == .surface ? .multiPolygon : layer.geometries.kinds[row]
            #expect(geometry["type"] as? String == types[Int(kind.rawValue)])
            let numbers = flat(geometry["coordinates"] as Any)
            var expected: [Double] = []
            let g = layer.geometries
            for part in g.parts(of: row) {
                for ring in g.rings(ofPart: part) {
                    var vertices = Array(g.vertices[g.vertices(ofRing: ring)])
                    if kind.isArea { vertices.append(vertices[0]) }
                    for v in vertices { expected += [v.x + 438_000, v.y + 4_794_000] + (g.hasZ[row] ? [v.z] : []) }
                }
            }
            #expect(numbers.count == expected.count && zip(numbers, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    private func flat(_ value: Any) -> [Double] {
        if let list = value as? [Any] { return list.flatMap(flat) }
        return (value as? NSNumber).map { [$0.doubleValue] } ?? []
    }

    /// Catches: an R-tree that leads GDAL's spatial filter astray.
    @Test func theSpatialFilterWorks() throws {
        let box = "438035 4794035 438075 4794075"
        let found = try shell("ogrinfo -so \(path) building -spat \(box)")
        let expected = Samples.grid(7).geometries.boxes().filter {
            $0.intersects(Box(minX: 35, minY: 35, maxX: 75, maxY: 75))
        }.count
        #expect(found.contains("Feature Count: \(expected)"))
    }

    /// Catches: terrain that lies upside down, half a cell beside its place, or has wrong heights or holes.
    @Test func terrainIsARaster() throws {
        let info = try shell("gdalinfo -stats --config GDAL_PAM_ENABLED NO \(path)")
        #expect(!info.contains("Warning") && !info.contains("ERROR"), "\(info)")
        #expect(info.contains("Size is 300, 280") && info.contains("Type=Float32"))
        #expect(info.contains("Pixel Size = (30.0") && info.contains(",-25.0"))
        // The south-western cell's centre is 15 m west and 35 m north of the origin.
        #expect(info.contains("Lower Left  (  437970.000, 4794022.500)"), "\(info)")
        #expect(info.contains("ID[\"EPSG\",32642]"))
        let terrain = Samples.terrain(300, 280)
        for (column, row) in [(0, 0), (299, 279), (256, 24), (255, 23), (5, 0), (17, 100)] {
            let (x, y) = (438_000 - 15 + 30 * column, 4_794_000 + 35 + 25 * row)
            let text = try shell("gdallocationinfo -valonly -geoloc \(path) \(x) \(y)")
            let height = terrain.heights[row * 300 + column]
            let found = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
            #expect(height.isNaN ? found < -1e38 || found.isNaN : found == Double(height), "\(column), \(row): \(text)")
        }
    }

    /// Catches: a city that GDAL has edited and this program no longer reads.
    @Test func aCopyByGDALIsACity() throws {
        let copy = scratch.path + "/copy.gpkg"
        _ = try shell("ogr2ogr -f GPKG \(copy) \(path) building street_light solid")
        let back = try GeoPackage.loadCity(copy)
        #expect(back.name == "copy" && back.origin == Samples.origin)
        #expect(back.layers.map(\.name) == ["building", "street_light", "solid"])
        expectSame(Samples.grid(7), back.layers[0], tolerance: 1e-9)
        #expect(back.layers[2].geometries.kinds == [.surface])
        #expect(back.layers[2].geometries.surfaceTypes(of: 0) == [.roof, .unknown, .ground])
    }
}
