import City
import Foundation
import Geodesy
import Geometry
import Testing

@testable import Formats

@Suite struct CSVWriterTests {
    private func city(_ layers: [Layer]) throws -> City {
        City(
            name: "t", crs: try CRS(resolving: "EPSG:32642"), origin: Point3(300_000, 4_800_000), layers: layers)
    }

    private func layer(_ name: String = "building") -> Layer {
        var draft = LayerDraft(name: name)
        draft.geometries.append(
            .polygon,
            polygons: [
                Polygon(
                    exterior: [Point3(0, 0), Point3(10.1234, 0), Point3(10, 10)],
                    holes: [[Point3(5, 1), Point3(6, 2), Point3(6, 1)]])
            ], hasZ: false)
        draft.set("name", .text("a \"b\", c\nd"))
        draft.set("height", .real(12.5))
        draft.set("levels", .integer(3))
        draft.set("listed", .bool(true))
        draft.endFeature(id: "w1")
        draft.geometries.append(line: [Point3(0.1, 0.2, 3), Point3(1, 1, 4)], hasZ: true)
        draft.set("name", .text(""))
        draft.endFeature(id: "x,y")
        draft.geometries.appendNone()
        draft.endFeature(id: "0")
        var diagnostics = Diagnostics()
        return draft.finish(&diagnostics)
    }

    @Test func text() throws {
        let scratch = try Scratch()
        _ = try CSVWriter().write(Document(city: city([layer()])), to: scratch.path + "/out.csv")
        #expect(
            try scratch.text("out.csv") == """
                id,name,height,levels,listed,WKT
                w1,"a ""b"", c
                d",12.5,3,true,"POLYGON ((300000 4800000,300010.123 4800000,300010 4800010,300000 4800000),\
                (300005 4800001,300006 4800002,300006 4800001,300005 4800001))"
                "x,y","",,,,"LINESTRING Z (300000.1 4800000.2 3,300001 4800001 4)"
                0,,,,,

                """)
    }

    /// Catches: what the writer writes and the reader does not understand.
    @Test func roundTrip() throws {
        let scratch = try Scratch()
        _ = try CSVWriter().write(Document(city: city([layer()])), to: scratch.path + "/out.csv")
        let r = try Reading(
            CSVReader(), scratch.path + "/out.csv", ReadOptions(layer: "building"))
        #expect(r.batches.first?.crs.epsg == 32642 && r.count("crs-of-prj") == 1)
        let back = try #require(r.layers["building"])
        // Features without geometry are left out, and counted.
        #expect(back.ids == ["w1", "x,y"])
        #expect(r.count("no-coordinates") == 1)
        let old = layer()
        for name in ["name", "height", "levels", "listed"] {
            for row in 0..<2 { #expect(back.column(name)?[row] == old.column(name)?[row]) }
        }
        #expect(Array(back.geometries.kinds) == [.polygon, .lineString])
        #expect(back.geometries.hasZ == [false, true])
        for (a, b) in zip(back.geometries.vertices, old.geometries.vertices) {
            #expect((a - Point3(300_000, 4_800_000) - b).length < 1e-3)
        }
    }

    @Test func severalLayersAreSeveralFiles() throws {
        let scratch = try Scratch()
        _ = try CSVWriter().write(Document(city: city([layer("road"), layer("tree")])), to: scratch.path + "/c.v1.csv")
        #expect(try scratch.names() == ["c.v1-road.csv", "c.v1-road.prj", "c.v1-tree.csv", "c.v1-tree.prj"])
    }

    /// Catches: a table that GDAL takes for text alone, or whose system it does not know.
    @Test func gdalReadsIt() throws {
        let scratch = try Scratch()
        _ = try CSVWriter().write(Document(city: city([layer()])), to: scratch.path + "/out.csv")
        let found = try shell("ogrinfo -al -so \(scratch.path)/out.csv")
        for words in ["Extent: (300000.000000, 4800000.000000)", "UTM zone 42N", "Feature Count: 3"] {
            #expect(found.contains(words), "\(found)")
        }
    }

    /// Catches: one NUL character in a text that makes the whole table unreadable.
    @Test func nulCharactersDoNotSpoilTheTable() throws {
        let scratch = try Scratch()
        let named = layer().with(columns: [Column("name", text: ["a\0b", nil, "c"])])
        let noticed = try CSVWriter().write(Document(city: city([named])), to: scratch.path + "/out.csv")
        #expect(noticed.all.map(\.code) == ["nul-character"] && noticed.all.first?.features == ["w1"])
        let back = try Reading(CSVReader(), scratch.path + "/out.csv", ReadOptions(layer: "b"))
        #expect(back.layers["b"]?.value("w1", "name") == .text("a\u{FFFD}b"))
    }

    /// Catches: another dataset's or a broken companion believed where the table says itself what it holds.
    @Test func companions() throws {
        let scratch = try Scratch()
        _ = try scratch.file("t.prj", "PROJCS[nonsense")
        let degrees = try scratch.file("t.csv", "id,lon,lat\na,68,43\n")
        #expect(try Reading(CSVReader(), degrees).batches.first?.crs.epsg == 4326)
        let metres = try scratch.file("t.csv", "id,x,y\na,300000,4800000\n")
        #expect {
            _ = try Reading(CSVReader(), metres)
        } throws: {
            ($0 as? DataError)?.file.hasSuffix("t.prj") ?? false
        }
        #expect(try Reading(CSVReader(), metres, ReadOptions(crs: CRS(resolving: "EPSG:32642"))).layers.count == 1)
    }

    @Test func everyKindReadsBack() throws {
        let ring = [Point3(0, 0, 1), Point3(4, 0, 1), Point3(4, 4, 2)]
        for kind in GeometryKind.allCases where kind != .none {
            var g = Geometries()
            switch kind {
            case .point: g.append(point: ring[0], hasZ: true)
            case .lineString: g.append(line: ring, hasZ: true)
            case .multiPoint, .multiLineString:
                for i in 0..<2 {
                    for v in kind == .multiPoint ? [ring[i]] : ring { g.addVertex(v) }
                    g.endRing()
                    g.endPart()
                }
                g.endFeature(kind, hasZ: true)
            default:
                g.append(
                    kind,
                    polygons: [Polygon(exterior: ring), Polygon(exterior: ring)].dropLast(kind == .polygon ? 1 : 0),
                    hasZ: true)
            }
            var back = Geometries()
            let text = Array(g.wkt(of: 0, origin: .zero).utf8)
            try text.withUnsafeBytes { bytes in
                var parser = WKTParser(bytes)
                try parser.parse(into: &back)
            }
            #expect(back.kinds == g.kinds && back.vertices == g.vertices && back.hasZ == g.hasZ, "\(kind)")
            #expect(back.partEnds == g.partEnds && back.ringEnds == g.ringEnds)
        }
    }
}

@Suite struct DecimalTests {
    private func parse(_ text: String, _ point: String = ".") -> Double? {
        Array(text.utf8).withUnsafeBytes { Decimal.parse($0, point: Array(point.utf8)[0]) }
    }

    @Test(arguments: [
        "0", "-0", "1", "-1.5", "+2", ".5", "5.", "123456789012345678", "1234567890.12345678901234567890", "1e10",
        "1E-5",
        "1e22", "1e23", "9007199254740993", "2.2250738585072014e-308", "1.7976931348623157e308", "0.1e-400", "00012.50",
        "8.5000000000000000000000001",
    ]) func asTheStandardLibrary(text: String) {
        let plain = text.hasSuffix(".") ? text + "0" : text
        #expect(parse(text)?.bitPattern == Double(plain)?.bitPattern)
    }

    /// Catches: a fast path that rounds otherwise.
    @Test func randomNumbers() {
        var random = SplitMix(state: 3)
        for _ in 0..<20_000 {
            let mantissa =
                Int64.random(in: -(1 << 60)...(1 << 60), using: &random) >> Int.random(in: 0...58, using: &random)
            var text = String(mantissa)
            if Bool.random(using: &random), text.count > 3 {
                text.insert(".", at: text.index(text.endIndex, offsetBy: -2))
            }
            if Bool.random(using: &random) { text += "e\(Int.random(in: -30...30, using: &random))" }
            #expect(parse(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test(arguments: ["", "-", ".", "e5", "1e", "1x", "nan", "inf", "1,5", "0x10", "1 ", "--1", "1e999"])
    func noNumbers(text: String) { #expect(parse(text) == nil) }

    @Test func decimalComma() {
        #expect(parse("12,75", ",") == 12.75)
        #expect(parse("1234567890123456789,5", ",") == 1_234_567_890_123_456_789.5)
        #expect(parse("12.75", ",") == nil)
    }
}
