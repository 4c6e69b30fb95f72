import Dispatch
import Geodesy
import Geometry
import Synchronization
import Testing

@Suite struct ProjectionTests {
    let mausoleum = Point3(68.27083, 43.29778, 231.5)

    func projection(_ from: String, _ to: String) throws -> Projection {
        try Projection(from: CRS(resolving: from), to: CRS(resolving: to))
    }

    /// Catches a swapped axis order and a lost height.
    @Test func putsTheMausoleumWhereItStands() throws {
        for wgs84 in ["EPSG:4326", "OGC:CRS84", "EPSG:4979", "urn:ogc:def:crs:EPSG::4326"] {
            let p = try projection(wgs84, "EPSG:32642").transformed(mausoleum)
            #expect(abs(p.x - 440_854.3) < 0.1)
            #expect(abs(p.y - 4_794_141.7) < 0.1)
            #expect(p.z == 231.5)
        }
    }

    @Test func comesBack() throws {
        for (code, metres) in [("EPSG:32642", 1e-7), ("EPSG:28412", 2e-3)] {
            let there = try projection("EPSG:4326", code)
            let p = try there.inverse.transformed(try there.transformed(mausoleum))
            #expect(
                p.distance2D(to: mausoleum) * 111_320 < metres, "\(code): \(p.distance2D(to: mausoleum) * 111_320) m")
            #expect(p.z == mausoleum.z)
            #expect(there.inverse.from == there.to)
            #expect(try there.inverse.inverse.transformed(mausoleum) == there.transformed(mausoleum))
        }
    }

    @Test func sameSystemChangesNothing() throws {
        let p = try projection("EPSG:4326", "urn:ogc:def:crs:EPSG::4326")
        #expect(p.isIdentity)
        #expect(try p.transformed(mausoleum) == mausoleum)
        #expect(try p.operation(at: mausoleum).accuracy == 0)
    }

    @Test func heightsStayHeights() throws {
        let p = try projection("EPSG:7415", "EPSG:4979")
        #expect(try p.transformed(Point3(121_687, 487_484, 12.25)).z == 12.25)
        // A datum shift would move the height by tens of metres.
        #expect(try projection("EPSG:28412", "EPSG:4326").transformed(Point3(12_440_000, 4_795_000, -3)).z == -3)
    }

    /// Catches infinities that travel on, also in the parallel path.
    @Test(arguments: [5, 100_000]) func failuresAreListed(count: Int) throws {
        let p = try projection("EPSG:4326", "EPSG:32642")
        var points = [Point3](repeating: mausoleum, count: count)
        points[1] = Point3(.nan, 43)
        points[2] = Point3(1e9, 1e9, 7)
        points[count - 1] = Point3(68, .infinity)
        #expect(try p.transform(&points) == [1, 2, count - 1])
        #expect(points[1].x.isNaN && points[2].y.isNaN && points[2].z == 7)
        #expect(points[0].isFinite && points[3].isFinite == (count > 4))
        #expect(throws: NativeError.self) { try p.transformed(Point3(1e9, 1e9)) }
    }

    @Test func columnsGiveWhatPointsGive() throws {
        let p = try projection("EPSG:4326", "EPSG:28412")
        var points = (0..<100_000).map { Point3(65 + Double($0) * 1e-5, 42 + Double($0) * 1e-5, 1) }
        var x = points.map(\.x)
        var y = points.map(\.y)
        #expect(try p.transform(&points).isEmpty)
        #expect(try p.transform(x: &x, y: &y).isEmpty)
        #expect(points.map(\.x) == x && points.map(\.y) == y)
        var none: [Point3] = []
        #expect(try p.transform(&none).isEmpty)
    }

    @Test func saysHowGoodItIs() throws {
        let exact = try projection("EPSG:4326", "EPSG:32642").operation(at: mausoleum)
        #expect(exact.accuracy == 0)
        let shifted = try projection("EPSG:4326", "EPSG:28412").operation(at: mausoleum)
        #expect((1...10).contains(shifted.accuracy ?? 0))
        #expect(shifted.name.contains("Pulkovo 1942"), "\(shifted)")
    }

    /// A city across a border: without its extent, two datum shifts meet in it and some points do not come back.
    @Test func oneShiftServesANamedArea() throws {
        let (from, to) = (try CRS.wgs84, try CRS(resolving: "EPSG:31256"))
        let grid = (0...40).flatMap { i in (0...40).map { Point3(16.0 + Double(i) * 0.05, 47.5 + Double($0) * 0.05) } }
        func worst(_ there: Projection) throws -> Double {
            var points = grid
            #expect(try there.transform(&points).isEmpty && there.inverse.transform(&points).isEmpty)
            return zip(grid, points).map { $0.distance2D(to: $1) * 111_320 }.max() ?? 0
        }
        let vienna = AreaOfUse(west: 16, south: 47.5, east: 18, north: 49.5)
        #expect(try worst(Projection(from: from, to: to, over: vienna)) < 0.003)
        #expect(try worst(Projection(from: from, to: to)) > 0.1)
    }

    /// Catches a handle used by two threads: results would differ or the process would crash.
    @Test func manyThreadsMayUseOne() throws {
        let p = try projection("EPSG:4326", "EPSG:28412")
        let expected = try p.transformed(mausoleum)
        let wrong = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 64) { i in
            let direct = i % 2 == 0
            for _ in 0..<50 {
                let result = try? direct ? p.transformed(mausoleum) : p.inverse.transformed(expected)
                let wanted = direct ? expected : mausoleum
                let good = result.map { $0.distance2D(to: wanted) < (direct ? 1e-12 : 2e-8) } ?? false
                if !good { wrong.withLock { $0 += 1 } }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
    }

    @Test func refusesUnknownSystems() throws {
        var crs = try CRS.wgs84
        crs.identifier = "EPSG:1"
        crs.epsg = nil
        #expect(throws: InputError.self) { try Projection(from: crs, to: CRS(resolving: "EPSG:32642")) }
    }
}
