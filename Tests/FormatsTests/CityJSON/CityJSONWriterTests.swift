import City
import Geodesy
import Geometry
import JSON
import Testing

@testable import Formats

@Suite struct CityJSONWriterTests {
    /// What was read, as a city at the file's coordinates.
    private func city(_ found: ReadText) throws -> City {
        City(name: "test", crs: try #require(found.crs), origin: .zero, layers: found.layers)
    }

    private func rewritten(_ document: Document) throws -> (found: ReadText, json: JSONValue, noted: Diagnostics) {
        let scratch = try Scratch()
        let path = scratch.path + "/out.city.json"
        let noted = try CityJSONWriter().write(document, to: path)
        var found = ReadText()
        found.diagnostics = try CityJSONReader().read(path, options: ReadOptions()) { found.add($0) }
        return (found, try JSONValue(parsing: try scratch.text("out.city.json")), noted)
    }

    /// Catches: coordinates moved by more than half a millimetre, faces, types, ties or attributes lost on the way.
    @Test func whatIsWrittenIsReadBack() throws {
        let first = try ReadText.cityJSON(CityJSONSamples.everything)
        let (second, json, noted) = try rewritten(Document(city: try city(first)))
        #expect(json["version"]?.string == "2.0")
        #expect(json["metadata"]?["referenceSystem"]?.string == "https://www.opengis.net/def/crs/EPSG/0/28992")
        #expect(json["CityObjects"]?["p"]?["geometry"]?.array?.first?["type"]?.string == "Solid")
        #expect(json["CityObjects"]?["b"]?["children"] == ["p"])
        #expect(json["CityObjects"]?["b"]?["attributes"]?["l"] == [1])
        #expect(json["CityObjects"]?["e"]?["type"]?.string == "GenericCityObject")
        #expect(noted.skipped == 0)
        for layer in first.layers where layer.name != "noise_building" {
            let again = try second.layer(layer.name)
            #expect(again.ids == layer.ids)
            #expect(again.geometries.kinds == layer.geometries.kinds, "\(layer.name)")
            #expect(again.geometries.partEnds == layer.geometries.partEnds)
            #expect(again.geometries.surfaceTypes(of: 0) == layer.geometries.surfaceTypes(of: 0))
            #expect(again.geometries.vertices.count == layer.geometries.vertices.count)
            for (a, b) in zip(again.geometries.vertices, layer.geometries.vertices) {
                #expect((a - b).length < 0.0009)
            }
            for column in layer.columns where column.name != "address" {
                #expect(again.column(column.name)?[0] == column[0], "\(layer.name).\(column.name)")
            }
        }
    }

    /// Catches: an open box written as a Solid, a closed one that is not.
    @Test func onlyClosedFacesAreASolid() throws {
        var geometries = Geometries()
        let cube = try ReadText.cityJSON(CityJSONSamples.everything).layer("building_part").geometries.polygons(of: 0)
        geometries.append(.surface, polygons: cube, hasZ: true)
        geometries.append(.surface, polygons: Array(cube.dropLast()), hasZ: true)
        let turned = Polygon(exterior: cube[0].ring(0).reversed())
        geometries.append(.surface, polygons: [turned] + cube.dropFirst(), hasZ: true)
        let layer = Layer(name: "building", ids: ["closed", "open", "turned"], geometries: geometries, columns: [])
        let city = City(name: "t", crs: try CRS(resolving: "EPSG:28992"), origin: .zero, layers: [layer])
        let (_, json, _) = try rewritten(Document(city: city))
        let types = ["closed", "open", "turned"].map {
            json["CityObjects"]?[$0]?["geometry"]?.array?.first?["type"]?.string
        }
        #expect(types == ["Solid", "MultiSurface", "MultiSurface"])
    }

    /// Catches: objects a type may not have, ids that meet, parts without a parent: files no validator takes.
    @Test func whatTheTypesAllow() throws {
        func points(_ name: String, _ id: String) -> Layer {
            var geometries = Geometries()
            geometries.append(point: Point3(1, 2))
            return Layer(
                name: name, ids: [id], geometries: geometries, columns: [Column("parent", text: ["nobody"])])
        }
        let layers = [points("building_part", "1"), points("street_light", "1"), points("road", "2")]
        let city = City(name: "t", crs: try CRS(resolving: "EPSG:28992"), origin: .zero, layers: layers)
        let (_, json, noted) = try rewritten(Document(city: city))
        let objects = try #require(json["CityObjects"]?.object)
        #expect(objects.keys == ["1", "street_light.1", "2"])
        #expect(objects["1"]?["type"]?.string == "GenericCityObject")
        #expect(objects["street_light.1"]?["type"]?.string == "CityFurniture")
        #expect(noted.all.map(\.code) == ["no-parent", "other-type", "other-type"])
    }

    @Test func anEmptyCity() throws {
        let city = City(name: "t", crs: try CRS(resolving: "EPSG:28992"), origin: .zero, layers: [])
        let (found, json, _) = try rewritten(Document(city: city))
        #expect(found.layers.isEmpty && json["vertices"] == [])
    }
}
