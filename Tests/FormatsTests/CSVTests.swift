import City
import Foundation
import Geodesy
import Geometry
import Testing

@testable import Formats

@Suite struct CSVReaderTests {
    private func read(_ text: String, _ options: ReadOptions = ReadOptions(), name: String = "Street lights.csv") throws
        -> Reading
    {
        let scratch = try Scratch()
        return try Reading(CSVReader(), scratch.file(name, text), options)
    }

    @Test func pointsAndTypes() throws {
        let r = try read(
            """
            id,lon,lat,power_w,pole,lit,code,note,empty
            a,68.25,43.5,150,8.5,true,007,"says ""hi"", twice",
            b,68.26,43.6,70,9,FALSE,42,"two
            lines",
            c,68.27,43.7,,,,,"",

            """)
        let layer = try #require(r.layers["street_lights"])
        #expect(r.batches[0].crs.epsg == 4326)
        #expect(layer.ids == ["a", "b", "c"])
        #expect(layer.geometries.vertices == [Point3(68.25, 43.5), Point3(68.26, 43.6), Point3(68.27, 43.7)])
        #expect(layer.columns.map(\.name) == ["power_w", "pole", "lit", "code", "note", "empty"])
        #expect(layer.columns.map(\.type) == ["integer", "real", "bool", "text", "text", "text"])
        #expect(layer.value("a", "power_w") == .integer(150))
        #expect(layer.value("a", "pole") == .real(8.5))
        #expect(layer.value("b", "lit") == .bool(false))
        // Leading zeros make a name of a number, and of the whole column.
        #expect(layer.value("a", "code") == .text("007"))
        #expect(layer.value("b", "code") == .text("42"))
        #expect(layer.value("a", "note") == .text("says \"hi\", twice"))
        #expect(layer.value("b", "note") == .text("two\nlines"))
        // Quoted and empty is a text; not there is none.
        #expect(layer.value("c", "note") == .text(""))
        #expect(layer.value("c", "power_w") == .null)
        #expect(r.diagnostics.isEmpty)
    }

    /// Catches: other marks between cells, decimal commas, a byte order mark in the first name, CR LF.
    @Test(arguments: [
        "\u{FEFF}id;x;y;h\r\n1;68,25;43,5;12,75\r\n2;68,26;43,6;3\r\n",
        "id\tx\ty\th\n1\t68.25\t43.5\t12.75\n2\t68.26\t43.6\t3",
        "\"id\"|\"x\"|\"y\"|\"h\"\r1|68.25|43.5|12.75\r2|68.26|43.6|3\r",
        "id,x,y,h\n1,\"68.25\",43.5 , 12.75\n\n\n2,68.26,43.6,3,\n",
    ]) func dialects(text: String) throws {
        let layer = try #require(try read(text, name: "t.csv").layers["t"])
        #expect(layer.ids == ["1", "2"])
        #expect(layer.geometries.vertices == [Point3(68.25, 43.5), Point3(68.26, 43.6)])
        #expect(layer.column("h").map { [$0[0], $0[1]] } == [.real(12.75), .real(3)])
    }

    @Test func wktColumns() throws {
        let r = try read(
            """
            name;WKT
            square;POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0), (0.5 0.5, 0.5 1, 1 1, 0.5 0.5))
            road;LINESTRING Z (0 0 5, 1 1 6)
            two;MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))
            here;SRID=4326;POINT(1 2)
            dots;MULTIPOINT((1 2),(3 4))
            none;POINT EMPTY
            bad;POLYGON((0 0, 1
            worse;CURVE(0 0)
            missing;
            """, name: "t.csv")
        let g = try #require(r.layers["t"]?.geometries)
        #expect(g.kinds == [.polygon, .lineString, .multiPolygon, .multiPoint, .none])
        #expect(g.polygons(of: 0).map(\.ringCount) == [2])
        #expect(abs(g.polygons(of: 0)[0].area - 3.875) < 1e-12)
        #expect(g.hasZ == [false, true, false, false, false])
        // A semicolon cuts the SRID off: it has to be quoted in such a file.
        #expect(r.count("bad-geometry") == 3)
        #expect(r.count("no-coordinates") == 1)
        #expect(r.features("bad-geometry")[1].hasPrefix("line 8"))
        let postgis = try read("id,geom\n1,SRID=32642;POINT(300000 4800000)\n", name: "p.csv")
        #expect(postgis.batches[0].crs.epsg == 32642)
    }

    @Test func mapAndNames() throws {
        let r = try read(
            "Nr,HAUTEUR,Ost,Nord,Höhe,Nr\n7,12,300000,4800000,250,x\n",
            ReadOptions(
                layer: "building", crs: try CRS(resolving: "EPSG:32642"),
                map: ["id": "Nr", "x": "ost", "y": "Nord", "z": "Höhe", "height": "HAUTEUR"]))
        let layer = try #require(r.layers["building"])
        #expect(layer.ids == ["7"])
        #expect(layer.geometries.vertices == [Point3(300000, 4_800_000, 250)])
        #expect(layer.geometries.hasZ == [true])
        #expect(layer.columns.map(\.name) == ["height", "Nr_2"])
        #expect(r.count("duplicate-column") == 1)
    }

    private func problem(_ text: String, _ options: ReadOptions = ReadOptions()) -> String {
        do {
            _ = try read(text, options)
            return ""
        } catch { return "\(type(of: error)) \(error)" }
    }

    @Test func asksForWhatItCannotKnow() throws {
        #expect(problem("x,y\n300000,4800000\n").contains("--crs"))
        #expect(problem("lon,lat\n300000,4800000\n").contains("--crs"))
        #expect(problem("a,b\n1,2\n").hasPrefix("InputError"))
        #expect(problem("x,y\n1,2\n", ReadOptions(map: ["height": "heigth"])).contains("no column 'heigth'"))
        #expect(problem("x,y\n1,2\n", ReadOptions(map: ["x": "x"])).contains("only one"))
        #expect(try read("x,y\n1,2\n").count("assumed-wgs84") == 1)
    }

    @Test func countsWhatItLeavesOut() throws {
        let rows = (0..<300).map { "p\($0),68.\($0 % 10),43.5,\($0)" }.joined(separator: "\n")
        let r = try read(
            "id,lon,lat,n\n\(rows)\n"
                + "e,,43.5,1\nf,east,43.5,1\ng,nan,43.5,1\nh,400,43.5,1\ni,68,43,inf\nj,68,43,many\nk,68,43\n,68,43,1,9\n"
        )
        let layer = try #require(r.layers["street_lights"])
        #expect(layer.count == 304)
        #expect(r.features("no-coordinates") == ["line 302"])
        #expect(r.features("bad-coordinates") == ["line 303", "line 304"])
        #expect(r.features("off-the-globe") == ["line 305"])
        #expect(r.features("not-a-number") == ["line 306"])
        #expect(r.features("bad-number") == ["line 307"])
        #expect(r.features("short-row") == ["line 308"])
        #expect(r.features("long-row") == ["line 309"])
        #expect(r.features("no-id") == ["line 309"])
        #expect(layer.column("n")?.type == "integer")
        #expect(r.diagnostics.skipped == 4)
    }

    /// Catches: types that change from batch to batch, batches that grow with the file.
    @Test func batchesAreBoundedAndAlike() throws {
        var text = "lon,lat,v,w\n"
        for i in 0..<140_000 { text += "68.5,43.5,\(i),\(i == 139_999 ? "1.5" : "")\n" }
        let r = try read(text, name: "t.csv")
        #expect(r.batches.map { $0.layers[0].count } == [65536, 65536, 8928])
        #expect(r.batches.allSatisfy { $0.layers[0].columns.map(\.type) == ["integer", "real"] })
        #expect(r.batches[2].layers[0].ids.last == "140000")
    }

    @Test func boxChoosesRows() throws {
        let r = try read(
            "lon,lat\n1,1\n2,2\n3,3\n", ReadOptions(box: Box(minX: 1.5, minY: 1.5, maxX: 2.5, maxY: 2.5)), name: "t.csv"
        )
        #expect(r.layers["t"]?.geometries.vertices == [Point3(2, 2)])
    }
}

/// Broken tables give a clear error or what can be read of them, never a trap.
@Suite struct CSVBadInputTests {
    private func problem(_ bytes: some Sequence<UInt8>) throws -> String {
        let scratch = try Scratch()
        do {
            _ = try CSVReader().read(scratch.file("x.csv", bytes), options: ReadOptions()) { _ in }
            return ""
        } catch { return "\(type(of: error)) \(error)" }
    }

    @Test func encodings() throws {
        // "Абай" in Windows-1251.
        let cp1251: [UInt8] = Array("lon,lat,name\n1,2,ok\n3,4,".utf8) + [0xC0, 0xE1, 0xE0, 0xE9, 10]
        let found = try problem(cp1251)
        #expect(found.hasPrefix("DataError") && found.contains("line 3, byte 24") && found.contains("Windows-1251"))
        #expect(try problem([0xFF, 0xFE, 0x69, 0x00]).contains("UTF-16"))
        #expect(try problem(Array("lon,lat\n1,".utf8) + [0, 0, 10]).contains("zero byte"))
        #expect(try problem(Array("lon,lat,n\n1,2,".utf8) + [0xC3]).contains("no UTF-8"))
        // Over-long, surrogate and beyond Unicode.
        for bytes: [UInt8] in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            #expect(try problem(Array("lon,lat,n\n1,2,".utf8) + bytes).contains("no UTF-8"))
        }
        #expect(try problem("lon,lat,n\n1,2,Қазақстан 🏔\n".utf8).isEmpty)
    }

    @Test func shapes() throws {
        #expect(try problem([]).contains("empty"))
        #expect(try problem("\n\n".utf8).contains("header row"))
        #expect(try problem("\u{FEFF}".utf8).contains("header row"))
        #expect(try problem("68.2,43.3\n68.3,43.4\n".utf8).contains("numbers only"))
        #expect(try problem("lon,lat,\"n\n1,2,3\n".utf8).contains("never closed"))
        #expect(try problem("lon,lat,n\n1,2,\"a\"b\n".utf8).contains("line 2"))
        let huge = "lon,lat,n\n1,2,\"" + String(repeating: "x", count: 17 << 20) + "\"\n"
        #expect(try problem(huge.utf8).contains("may not be closed"))
    }

    @Test func headerOnlyIsAnEmptyLayer() throws {
        let scratch = try Scratch()
        let r = try Reading(CSVReader(), scratch.file("t.csv", "lon,lat,height"))
        #expect(r.layers["t"]?.count == 0)
        #expect(r.count("no-rows") == 1)
    }

    /// Catches: traps behind damaged bytes. Seeded, so that a failure can be repeated.
    @Test func damaged() throws {
        let whole = Array(
            "id,lon,lat,wkt,n\na,1,2,\"POINT (1 2)\",5\nb,3,4,\"POLYGON((0 0,1 0,1 1,0 0))\",\"x\"\"y\"\n".utf8)
        var random = SplitMix(state: 11)
        let marks = Array("\",;\n\r\t()-.e0\0".utf8)
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let i = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[i] = marks[Int.random(in: 0..<marks.count, using: &random)]
                } else {
                    bytes.remove(at: i)
                }
            }
            bytes.withUnsafeBytes { raw in
                var diagnostics = Diagnostics()
                guard let table = try? CSVTable(raw, file: "x", map: [:], &diagnostics) else { return }
                let crs = CRS(
                    identifier: "EPSG:4326", name: "", epsg: 4326, isGeographic: true, metresPerUnit: 1, wkt: "")
                var rows = CSVImport(table, crs: crs, layer: "x", box: nil)
                try? rows.read(into: { _ in }, &diagnostics)
            }
        }
    }
}
