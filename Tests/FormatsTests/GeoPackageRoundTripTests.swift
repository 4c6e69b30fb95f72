import City
import Geometry
import Testing

@testable import Formats

@Suite struct GeoPackageRoundTripTests {
    /// Catches: anything of a city that the file loses: kinds, rings, face types, nulls, column names, provenance.
    @Test func aCityComesBack() throws {
        let scratch = try Scratch()
        let city = Samples.city
        let path = scratch.path + "/city.gpkg"
        #expect(try GeoPackageWriter().write(Document(city: city), to: path).isEmpty)
        let back = try GeoPackage.loadCity(path)
        #expect(back.name == city.name && back.origin == city.origin && back.crs.isSame(as: city.crs))
        #expect(back.sources == city.sources && back.diagnostics.all == city.diagnostics.all)
        #expect(back.layers.map(\.name) == city.layers.map(\.name))
        for (a, b) in zip(city.layers, back.layers) { expectSame(a, b) }
        #expect(try scratch.names() == ["city.gpkg"])
    }
}
