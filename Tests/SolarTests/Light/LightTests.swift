import City
import Foundation
import Geometry
import JSON
import Sky
import Testing

@testable import Solar

private let turkistan = City.Place(latitude: .degrees(43.3), longitude: .degrees(68.27), convergence: .degrees(0))

/// A quadrilateral's two triangles.
private func quad(_ mesh: inout Mesh, _ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) {
    mesh.append(Polygon(exterior: [a, b, c, d]), owner: 0)
}

/// A receiver of a few square decimetres around a point, so that it has one sensor there.
private func spot(_ p: Point3, _ normal: Point3) -> Receiver {
    let u = abs(normal.z) > 0.99 ? Point3(1, 0, 0) : Point3(-normal.y, normal.x, 0).normalised
    let v = normal.cross(u)
    let (a, b) = (u * 0.05, v * 0.05)
    return Receiver(
        kind: abs(normal.z) > 0.1 ? .roof : .facade, building: 0, plane: 0,
        face: Polygon(exterior: [p - a - b, p + a - b, p + a + b, p - a + b]), normal: normal, area: 0.01)
}

/// Sky view factor of points by the traced patches.
private func skyView(_ mesh: Mesh, _ receivers: [Receiver], patches: SkyPatches = .tregenza) throws -> [Double] {
    let directions = LightDirections(latitude: .degrees(43), convergence: .degrees(0), patches: patches)
    let sensors = try Sensors(receivers, spacing: (1, 1))
    let visibility = try Visibility(sensors, receivers, RayScene(mesh), directions)
    return receivers.indices.map { i in
        var counts = [Float](repeating: 0, count: directions.count)
        for piece in sensors.pieces(of: i) { visibility.addCounts(ofPiece: piece, to: &counts) }
        var sum = 0.0
        for p in 0..<patches.count {
            let cosine = max(0, directions.vectors[p].dot(receivers[i].normal))
            sum += Double(counts[p]) * cosine * patches.solidAngles[p]
        }
        return sum / .pi / Double(sensors.points(of: i).count)
    }
}

@Suite struct LightTests {
    /// The floor of an endless street: cos(atan(h / d)) averaged over its two sides (Oke, Boundary Layer Climates,
    /// 1987, eq. A1.1); many points across, because one ray stands for a patch 12° wide.
    @Test(arguments: [(10.0, 5.0), (10, 10), (10, 20), (24, 6)])
    func streetCanyon(width: Double, height: Double) throws {
        var mesh = Mesh()
        let l = 5000.0
        quad(&mesh, Point3(0, -l, 0), Point3(0, l, 0), Point3(0, l, height), Point3(0, -l, height))
        quad(&mesh, Point3(width, -l, 0), Point3(width, l, 0), Point3(width, l, height), Point3(width, -l, height))
        let xs = (0..<64).map { (Double($0) + 0.5) / 64 * width }
        let found = try skyView(mesh, xs.map { spot(Point3($0, 0, 0), Point3(0, 0, 1)) }, patches: .tregenza)
        func side(_ d: Double) -> Double { d / (d * d + height * height).squareRoot() }
        let expected = xs.map { (side($0) + side(width - $0)) / 2 }
        let mean = (found.reduce(0, +) / 64, expected.reduce(0, +) / 64)
        #expect(abs(mean.0 - mean.1) < 0.01, "\(mean)")
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 0.08) }
    }

    /// A quarter of the dome walled off from the horizon to the zenith leaves three quarters of the sky.
    @Test func sphereQuadrant() throws {
        var mesh = Mesh()
        let n = 24
        func p(_ i: Int, _ j: Int) -> Point3 {
            let az = Angle.degrees(90 * Double(i) / Double(n))
            let el = Angle.degrees(90 * Double(j) / Double(n))
            return Point3(100 * el.cosine * az.sine, 100 * el.cosine * az.cosine, 100 * el.sine)
        }
        for i in 0..<n { for j in 0..<n { quad(&mesh, p(i, j), p(i + 1, j), p(i + 1, j + 1), p(i, j + 1)) } }
        let found = try skyView(mesh, [spot(Point3(0, 0, 0), Point3(0, 0, 1))])
        // Half a patch at either end of the quadrant: 145 patches cannot do better than this.
        #expect(abs(found[0] - 0.75) < 0.02, "\(found)")
    }

    /// Between its nodes the grid of suns stands for the sun: weights add up, their mean points to it.
    @Test(arguments: [43.3, -33.9, 0, 69.6, 89])
    func sunGrid(latitude: Double) throws {
        let grid = SunGrid(latitude: .degrees(latitude))
        let location = Location(latitude: .degrees(latitude), longitude: .degrees(68), elevation: 0)
        var checked = 0
        for hour in stride(from: 0.0, to: 8760, by: 7.3) {
            let instant = Instant(unixSeconds: 1_735_689_600 + hour * 3600)
            let sun = SunPosition(at: instant, location: location).direction
            guard let weights = grid.weights(of: sun) else {
                #expect(sun.z <= 0)
                continue
            }
            #expect(abs(weights.shares.sum() - 1) < 1e-5)
            #expect((0..<4).allSatisfy { weights.shares[$0] >= 0 })
            guard sun.z > 0.1 else { continue }
            var mean = Point3.zero
            for k in 0..<4 { mean = mean + grid.directions[Int(weights.nodes[k])] * Double(weights.shares[k]) }
            // A chord of 5° sags by 0.1 %, and refraction shifts the row a little.
            #expect((mean.normalised - sun).length < 0.004)
            checked += 1
        }
        #expect(checked > 100)
    }

    /// A sensor inside a building or against a wall is no part of the outside.
    @Test func touchingWallsAreCovered() throws {
        var mesh = Mesh()
        let square = { (x: Double) in
            Polygon(exterior: [Point3(x, 0), Point3(x + 10, 0), Point3(x + 10, 10), Point3(x, 10)])
        }
        mesh.appendExtrusion(of: square(0), from: 0, to: 6, owner: 0)
        mesh.appendExtrusion(of: square(10), from: 0, to: 3, owner: 1)
        let wall = Polygon(exterior: [Point3(10, 0, 0), Point3(10, 10, 0), Point3(10, 10, 6), Point3(10, 0, 6)])
        let receiver = Receiver(
            kind: .facade, building: 0, plane: 0, face: wall, normal: Point3(1, 0, 0), area: 60)
        let directions = LightDirections(latitude: .degrees(43), convergence: .degrees(0))
        let sensors = try Sensors([receiver], spacing: (1, 1))
        let visibility = try Visibility(sensors, [receiver], RayScene(mesh), directions)
        let exposed = sensors.pieces(of: 0).reduce(0) { $0 + visibility.exposedCount(ofPiece: $1) }
        #expect(sensors.count == 60 && exposed == 30)
    }

    /// A wall on an open plain gets half of what the ground reflects; the ground in its own shade gives less.
    @Test func groundReflection() throws {
        let city = boxes([(0, 0, 10, 30)])
        let scene = try scene(city, ["planes": "facades"])
        let exposure = try Exposure(
            scene.receivers, in: scene.massing, isTerrain: false, place: turkistan, options: .init(bounceRays: 1024))
        let light = MonthlyLight(SkyYear(clearYear), exposure.directions, albedo: 0.2)
        let ghi = light.ghi.reduce(0, +) / 1000
        for (i, receiver) in exposure.receivers.enumerated() {
            let plane = light.light(on: receiver.normal, exposure.access(of: i), buildingAlbedo: 0.3)
            let reflected = plane.reflected.reduce(0, +)
            #expect(reflected < 0.2 * ghi / 2 * 1.03)
            #expect(reflected > 0.2 * ghi / 2 * (receiver.normal.y > 0.5 ? 0.5 : 0.8))
            #expect(abs(plane.total - (plane.beam + plane.sky + plane.reflected).reduce(0, +)) < 1e-9)
        }
    }

    /// The hours' light and the gathered light are the same on an open flat roof, month by month.
    @Test func openRoofMeetsTheWeather() throws {
        let scene = try scene(boxes([(0, 0, 20, 6)]), ["planes": "roofs"])
        let exposure = try Exposure(
            scene.receivers, in: scene.massing, isTerrain: false, place: turkistan, options: .init())
        let year = SkyYear(clearYear)
        let light = MonthlyLight(year, exposure.directions, albedo: 0.2)
        let plane = light.light(on: Point3(0, 0, 1), exposure.access(of: 0), buildingAlbedo: 0.3)
        var expected = [Double](repeating: 0, count: 12)
        for (i, hour) in year.hours.enumerated() {
            expected[year.months[i]] += (clearYear.dhi[hour] + year.dni[i] * max(0, year.suns[i].z)) / 1000
        }
        for month in 0..<12 {
            let found = plane.beam[month] + plane.sky[month] + plane.reflected[month]
            #expect(abs(found / expected[month] - 1) < 2e-5, "month \(month + 1)")
        }
        #expect(plane.skyView > 0.9999 && plane.skyView < 1.0001)
        #expect(abs(plane.loss) < 1e-4)
    }

    /// Tile by tile every plane gets bit for bit the light it gets with all planes in one tile. (Of rays that meet an edge
    /// exactly, as where all coordinates are whole metres, rounding decides; so these are not.)
    @Test func tilesAreTheWhole() throws {
        let blocks: [(Double, Double, Double, Double)] = (0..<12).map { (i: Int) in
            let (column, row) = (Double(i % 4), Double(i / 4))
            return (column * 18.137, row * 19.291, 12, 6.173 + Double(i * 7 % 5) * 4.91)
        }
        let scene = try scene(boxes(blocks), ["planes": "both"])
        let year = SkyYear(clearYear)
        func lit(_ sensors: Double) throws -> (lit: [LitPlane], points: [[SensorLight]], tiles: Int) {
            var tiles = Tiles(
                scene.receivers, in: scene.massing, isTerrain: false, place: turkistan, options: .init(),
                sensors: sensors)
            let light = MonthlyLight(year, tiles.directions, albedo: 0.2)
            var (lit, points): ([LitPlane], [[SensorLight]]) = ([], [])
            for range in tiles.ranges {
                let exposure = try tiles.exposure(of: range).exposure
                lit += try exposure.light(light, buildingAlbedo: 0.3)
                points += try exposure.points(light, buildingAlbedo: 0.3, periods: 12)
            }
            return (lit, points, tiles.ranges.count)
        }
        let (whole, parts) = (try lit(.infinity), try lit(700))
        #expect(whole.tiles == 1 && parts.tiles >= 4 && parts.tiles < 12)
        #expect(whole.lit.count == scene.receivers.count && parts.lit.count == whole.lit.count)
        for (a, b) in zip(whole.lit, parts.lit) {
            #expect(
                a.light.beam == b.light.beam && a.light.sky == b.light.sky && a.light.reflected == b.light.reflected)
            #expect(a.exposed == b.exposed && a.area == b.area && a.light.sunHours == b.light.sunHours)
        }
        for (a, b) in zip(whole.points, parts.points) { #expect(a.map(\.irradiation) == b.map(\.irradiation)) }
        // One building alone with more sensors than a tile holds is a tile of its own.
        #expect(try lit(1).tiles == 12)
    }

    /// What is kept is what would be computed, and it is taken.
    @Test func keptIsTheSame() throws {
        let scene = try scene(boxes([(0, 0, 20, 6), (30, 0, 20, 16)]), ["planes": "both"])
        func trace() throws -> Exposure {
            var tiles = Tiles(
                scene.receivers, in: scene.massing, isTerrain: false, place: turkistan, options: .init())
            return try tiles.exposure(of: tiles.ranges[0]).exposure
        }
        let fresh = try trace()
        let kept = Kept()
        let (first, second) = try Kept.$current.withValue(kept) { (try trace(), try trace()) }
        #expect(fresh.visibility.masks == first.visibility.masks)
        #expect(first.visibility.masks == second.visibility.masks)
        #expect((0..<fresh.receivers.count).allSatisfy { fresh.access(of: $0).ground == second.access(of: $0).ground })
        first.visibility.masks.withUnsafeBufferPointer { a in
            second.visibility.masks.withUnsafeBufferPointer { b in #expect(a.baseAddress == b.baseAddress) }
        }
    }
}

private let clearYear = Weather(
    clearSkyAt: Location(latitude: .degrees(43.3), longitude: .degrees(68.27), elevation: 200), year: 2025,
    utcOffset: 5, linkeTurbidity: .turkistan, name: "clear sky")

/// A city of box buildings; each a square of `side` at (x, y).
private func boxes(_ buildings: [(x: Double, y: Double, side: Double, height: Double)]) -> City {
    var draft = LayerDraft(name: "building")
    for (i, b) in buildings.enumerated() {
        let ring = [
            Point3(b.x, b.y), Point3(b.x + b.side, b.y), Point3(b.x + b.side, b.y + b.side), Point3(b.x, b.y + b.side),
        ]
        draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
        draft.set("height", .real(b.height), unit: "m")
        draft.endFeature(id: "b\(i)")
    }
    var diagnostics = Diagnostics()
    let plane = CRS(
        identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")
    var city = City(name: "test", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
    city.place = turkistan
    return city
}

private func scene(_ city: City, _ texts: [String: String]) throws -> SceneInputs.Scene {
    var inputs = Inputs(.init(texts.map { .init(key: $0.key, value: .string($0.value)) }))
    return try SceneInputs(&inputs).scene(of: city)
}
