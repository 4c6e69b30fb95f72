import Foundation
import Geometry
import Testing

@Suite struct SpatialTests {
    func face(tilt: Double, azimuth: Double, at centre: Point3 = Point3(440_000, 4_794_000, 230)) -> Polygon {
        let (t, a) = (tilt * .pi / 180, azimuth * .pi / 180)
        let normal = Point3(sin(t) * sin(a), sin(t) * cos(a), cos(t))
        let level = Point3(cos(a), -sin(a), 0)
        let slope = normal.cross(level)
        return Polygon(
            exterior: [(-3, -2), (3, -2), (3, 2), (-3, 2)].map { centre + level * $0.0 + slope * $0.1 })
    }

    @Test(arguments: [(0.1, 10.0), (30, 180), (45, 270), (89, 359), (90, 90), (120, 45), (179, 200)])
    func planesKnowTiltAndAzimuth(tilt: Double, azimuth: Double) throws {
        let face = face(tilt: tilt, azimuth: azimuth)
        let plane = try #require(Plane(of: face))
        #expect(abs(plane.tilt.degrees - tilt) < 1e-6)
        #expect(abs(try #require(plane.azimuth).degrees - azimuth) < 1e-5)
        #expect(abs(face.area3D - 24) < 1e-7)
        #expect(face.planarityDeviation < 1e-8)
        let fitted = try #require(Plane(fitting: face.vertices))
        #expect(abs(abs(fitted.normal.dot(plane.normal)) - 1) < 1e-9)
        #expect(fitted.normal.z >= 0)
    }

    @Test func levelPlanesHaveNoAzimuth() throws {
        let plane = try #require(Plane(of: face(tilt: 0, azimuth: 77)))
        #expect(plane.azimuth == nil && plane.tilt.degrees < 1e-6)
        #expect(abs((plane.height(x: 0, y: 0) ?? 0) - 230) < 1e-6)
        #expect(Plane(of: Polygon(vertices: [], ringEnds: [])) == nil)
        #expect(Plane(normal: .zero, through: .zero) == nil)
    }

    @Test func leastSquaresFindsThePlaneUnderNoise() throws {
        var g = SeededGenerator(seed: 3)
        let points = (0..<2000).map { _ in
            let (x, y) = (Double.random(in: 0...20, using: &g), Double.random(in: 0...20, using: &g))
            return Point3(x + 4e5, y + 4.8e6, 100 + 0.5 * x - 0.25 * y + Double.random(in: -0.05...0.05, using: &g))
        }
        let plane = try #require(Plane(fitting: points))
        let truth = Point3(-0.5, 0.25, 1).normalised
        #expect(plane.normal.dot(truth) > cos(0.1 * .pi / 180))
        #expect(abs((plane.height(x: 4e5, y: 4.8e6) ?? 0) - 100) < 0.02)
        #expect(Plane(fitting: [Point3(0, 0), Point3(1, 1), Point3(2, 2), Point3(5, 5)]) == nil)
        #expect(Plane(fitting: [Point3(0, 0), Point3(1, 1)]) == nil)
        #expect(Plane(fitting: [Point3(0, 0), Point3(1, .nan), Point3(0, 1)]) == nil)
    }

    /// A corner lifted by 40 cm tilts the plane, so that all four corners are off by a quarter of it.
    @Test func planarityIsTheWorstVertex() {
        var bent = face(tilt: 0, azimuth: 0, at: .zero)
        bent.vertices[0].z += 0.4
        #expect(abs(bent.planarityDeviation - 0.1) < 0.001)
    }
}

@Suite struct SolidTests {
    let truths: [TruthPolygon]

    init() throws { truths = try TruthPolygon.read() }

    /// A hole's corner in the middle of an edge has no partner on the wall: such a mesh is tight but not closed.
    func isNoded(_ t: TruthPolygon) -> Bool { !["hole_touches_edge", "hole_touches_top"].contains(t.kind) }

    /// Every edge twice in opposite directions, and volume = area × height; also for holes that touch.
    @Test func extrusionsAreClosed() {
        for (i, t) in truths.enumerated() where t.area > 1e-3 {
            var mesh = Mesh()
            mesh.appendExtrusion(of: i % 2 == 0 ? t.polygon : t.polygon.reversed(), from: 3, to: -4, owner: 7)
            let closedness = mesh.closedness()
            #expect(closedness.isClosed || !isNoded(t), "\(t.kind) \(i): \(closedness)")
            #expect(abs(mesh.volume - 7 * t.area) <= 1e-9 * 7 * t.area, "\(t.kind) \(i)")
            #expect(abs(mesh.area - 2 * t.area - 7 * t.perimeter) <= 1e-9 * mesh.area, "\(t.kind) \(i)")
            #expect(mesh.owners.allSatisfy { $0 == 7 } && mesh.indices.count == 3 * mesh.triangleCount)
        }
    }

    @Test func extrudedFacesBoundTheSameSolid() {
        for (i, t) in truths.enumerated() where t.area > 1e-3 {
            let surfaces = t.polygon.extruded(from: 1, to: 5)
            var mesh = Mesh()
            for (k, s) in surfaces.enumerated() { mesh.append(s.polygon, owner: Int32(k)) }
            #expect(mesh.closedness().isClosed || !isNoded(t), "\(t.kind) \(i) \(mesh.closedness())")
            #expect(abs(mesh.volume - 4 * t.area) <= 1e-9 * 4 * t.area, "\(t.kind) \(i)")
            #expect(surfaces.count == t.polygon.vertices.count + 2)
        }
    }

    @Test func sidesCanBeLeftOut() {
        let square = Polygon(exterior: [Point3(0, 0), Point3(2, 0), Point3(2, 2), Point3(0, 2)])
        var mesh = Mesh()
        mesh.appendExtrusion(of: square, from: 0, to: 3, owner: 1, sides: [.roof, .walls])
        #expect(mesh.triangleCount == 10 && mesh.closedness().openEdges == 4)
        mesh.appendExtrusion(of: square, from: 0, to: 3, owner: 1, sides: .ground)
        #expect(mesh.triangleCount == 12 && mesh.closedness().isManifold)
        #expect(mesh.volume == 12)
        mesh.appendExtrusion(of: square, from: 3, to: 3, owner: 1)
        mesh.appendExtrusion(of: square, from: .nan, to: 3, owner: 1)
        #expect(mesh.triangleCount == 12)
        #expect(square.extruded(from: 1, to: 1).isEmpty)
    }

    @Test func faultsOfAMeshAreFound() {
        let cube = Polygon(exterior: [Point3(0, 0), Point3(1, 0), Point3(1, 1), Point3(0, 1)]).extruded(from: 0, to: 1)
        var turned = Mesh()
        for (i, s) in cube.enumerated() { turned.append(s.polygon, owner: 0, flipped: i == 3) }
        #expect(!turned.closedness().isClosed)
        var twice = Mesh()
        for _ in 0..<2 { for s in cube { twice.append(s.polygon, owner: 0) } }
        #expect(twice.closedness().isClosed && !twice.closedness().isManifold)
        #expect(Mesh().volume == 0 && Mesh().closedness().isClosed)
        var shaken = Mesh()
        for (i, s) in cube.enumerated() {
            var p = s.polygon
            for k in p.vertices.indices { p.vertices[k].x += i % 2 == 0 ? 1e-5 : 0 }
            shaken.append(p, owner: 0)
        }
        #expect(!shaken.closedness().isClosed && shaken.closedness(tolerance: 0.001).isClosed)
    }
}
