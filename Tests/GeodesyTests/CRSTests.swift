import Geodesy
import Geometry
import Testing

@Suite struct CRSTests {
    @Test func resolvesTheDefaultSystemOfTheCity() throws {
        let crs = try CRS(resolving: "EPSG:32642")
        #expect(crs.name == "WGS 84 / UTM zone 42N")
        #expect(crs.epsg == 32642)
        #expect(crs.isProjected)
        #expect(crs.metresPerUnit == 1)
        #expect(crs.wkt.hasPrefix("PROJCS[\"WGS 84 / UTM zone 42N\""))
        #expect(crs.wkt2.hasPrefix("PROJCRS[\"WGS 84 / UTM zone 42N\""))
        let area = try #require(crs.areaOfUse)
        #expect(area.contains(longitude: 68.27, latitude: 43.3))
        #expect(!area.contains(longitude: 76.9, latitude: 43.3))
    }

    @Test(arguments: [
        ("EPSG:4326", 4326), ("epsg:4326", 4326), (" EPSG:4326\n", 4326), ("urn:ogc:def:crs:EPSG::4326", 4326),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", 4326), ("https://www.opengis.net/def/crs/EPSG/0/4326", 4326),
        ("OGC:CRS84", 4326), ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326), ("EPSG:4979", 4326),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326), ("+proj=utm +zone=42 +datum=WGS84 +units=m", 32642),
        ("https://www.opengis.net/def/crs/EPSG/0/7415", 28992), ("EPSG:28992+5709", 28992), ("EPSG:28412", 28412),
        ("urn:ogc:def:crs,crs:EPSG::28992,crs:EPSG::5709", 28992),
    ])
    func understandsEverySpelling(identifier: String, code: Int) throws {
        #expect(try CRS(resolving: identifier).epsg == code)
    }

    @Test func readsItsOwnDefinitionsBack() throws {
        for code in [4326, 32642, 28412, 3879, 31256, 28992] {
            let crs = try CRS(resolving: "EPSG:\(code)")
            #expect(try CRS(resolving: crs.wkt).epsg == code, "WKT 1 of \(code)")
            #expect(try CRS(resolving: crs.wkt2).epsg == code, "WKT 2 of \(code)")
        }
    }

    @Test func keepsTheHorizontalPartOfACompoundSystem() throws {
        let crs = try CRS(resolving: "EPSG:7415")
        #expect(crs.identifier == "EPSG:7415")
        #expect(crs.name == "Amersfoort / RD New")
        #expect(crs.epsg == 28992)
        #expect(crs.vertical == "NAP height")
        #expect(!crs.wkt2.contains("NAP"))
    }

    @Test func knowsItsUnits() throws {
        #expect(abs(try CRS(resolving: "EPSG:2263").metresPerUnit - 0.304800609601) < 1e-12)
        #expect(abs(try CRS.wgs84.metresPerUnit - 111_319.49) < 0.01)
        #expect(try CRS.wgs84.isGeographic)
    }

    @Test(arguments: [
        ("EPSG:326420", "EPSG:32642"), ("32642", "EPSG:32642"), ("EPSG:332642", "EPSG:32642"),
    ])
    func suggestsTheNearestCode(identifier: String, code: String) {
        let error = #expect(throws: InputError.self) { try CRS(resolving: identifier) }
        #expect(error?.suggestion?.contains(code) == true, "\(String(describing: error))")
        #expect(error?.exitCode == 64)
    }

    @Test(arguments: [
        "", "  ", "nonsense", "EPSG:", "EPSG:0", "EPSG:99999999999999999999", "EPSG:-1", "EPSG:5703", "EPSG:4978",
        "+proj=utm", "+proj=pipeline +step +proj=utm +zone=42", "PROJCS[\"broken\"", "{\"type\":\"CRS\"}", ":",
        "EPSG:é",
        "ENGCRS[\"site\",EDATUM[\"site\"],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT[\"metre\",1]]",
    ])
    func refusesWhatIsNoMapSystem(identifier: String) {
        let error = #expect(throws: InputError.self) { try CRS(resolving: identifier) }
        #expect(error?.description.contains("crs: ") == true)
        #expect(error?.description.contains("\n") == false)
    }
}
