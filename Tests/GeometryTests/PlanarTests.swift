import Geometry
import Testing

@Suite struct PlanarTests {
    let holed = Polygon(
        exterior: [Point3(0, 0, 2), Point3(10, 0, 2), Point3(10, 10, 2), Point3(0, 10, 2)],
        holes: [[Point3(2, 2), Point3(4, 2), Point3(4, 4), Point3(2, 4)]])

    @Test func holesAreTakenOffWhicheverWayTheyRun() {
        for polygon in [holed, holed.normalised(), holed.reversed()] {
            #expect(polygon.area == 96)
            #expect(polygon.perimeter == 48)
            #expect(abs((polygon.centroid?.x ?? 0) - (500 - 12) / 96) < 1e-12)
            #expect(polygon.centroid?.z == 2)
        }
        #expect(holed.normalised().signedArea(ofRing: 1) == -4)
        #expect(holed.reversed().normalised().isCounterClockwise(ring: 0))
        #expect(holed.reversed().reversed() == holed)
    }

    @Test func degeneratePolygonsHaveACentre() {
        #expect(Polygon(vertices: [], ringEnds: []).centroid == nil)
        #expect(Polygon(exterior: [Point3(3, 4, 5)]).centroid == Point3(3, 4, 5))
        #expect(Polygon(exterior: [Point3(0, 0), Point3(4, 0)]).centroid == Point3(2, 0))
        #expect(Polygon(vertices: [], ringEnds: []).area == 0)
        #expect(Polygon(vertices: [], ringEnds: []).distance(to: .zero) == .infinity)
        #expect(Polygon(vertices: [], ringEnds: []).interiorPoint == nil)
    }

    @Test func theBoundaryBelongsToThePolygon() {
        #expect(holed.locate(Point3(10, 5)) == .boundary)
        #expect(holed.locate(Point3(5, 10)) == .boundary)
        #expect(holed.locate(Point3(0, 0)) == .boundary)
        #expect(holed.locate(Point3(3, 2)) == .boundary)
        #expect(holed.locate(Point3(3, 3)) == .outside)
        #expect(holed.locate(Point3(5, 5)) == .inside)
        #expect(holed.locate(Point3(.nan, 5)) == .outside)
        #expect(holed.contains(Point3(10, 10)) && !holed.contains(Point3(10.0000001, 10)))
        #expect(holed.distance(to: Point3(3, 3)) == 1)
        #expect(holed.distance(to: Point3(13, 14)) == 5)
    }

    /// The naive determinant has the wrong sign for many of these (Kettner et al. 2008, figure 2).
    @Test func orientationIsExact() {
        let step = 0x1p-53
        for i in 0..<64 {
            for j in 0..<64 {
                let p = Point3(0.5 + Double(i) * step, 0.5 + Double(j) * step)
                let side = orientation(p, Point3(12, 12), Point3(24, 24))
                #expect((side > 0) == (i < j) && (side < 0) == (i > j), "\(i) \(j)")
            }
        }
        #expect(orientation(Point3(0, 0), Point3(1, 0), Point3(.nan, 1)) == 0)
        #expect(orientation(Point3(0, 0), Point3(1, 0), Point3(0, 1)) > 0)
    }

    @Test func segmentsMeet() {
        let o = Point3(0, 0, 0)
        let e = Point3(4, 0, 8)
        #expect(intersection(o, e, Point3(1, -1), Point3(1, 1)) == .point(Point3(1, 0, 2)))
        #expect(intersection(o, e, Point3(4, 0), Point3(5, 5)) == .point(e))
        #expect(intersection(o, e, Point3(1, 0), Point3(9, 9)) == .point(Point3(1, 0, 2)))
        #expect(intersection(o, e, Point3(4.001, -1), Point3(4.001, 1)) == .none)
        #expect(intersection(o, e, Point3(1, 0), Point3(9, 0)) == .overlap(Point3(1, 0), e))
        #expect(intersection(o, e, Point3(9, 0), Point3(5, 0)) == .none)
        #expect(intersection(o, e, Point3(0, 1), Point3(4, 1)) == .none)
        #expect(intersection(o, o, o, o) == .point(o))
        #expect(intersection(o, o, Point3(1, 0), Point3(-1, 0)) == .point(o))
        #expect(intersection(o, o, Point3(1, 1), Point3(1, 2)) == .none)
        #expect(intersects(o, e, e, Point3(4, 9)))
    }

    @Test func hullIsConvexAndMinimal() {
        let points = (0...4).flatMap { x in (0...4).map { y in Point3(Double(x), Double(y)) } }
        #expect(convexHull(points) == [Point3(0, 0), Point3(4, 0), Point3(4, 4), Point3(0, 4)])
        #expect(convexHull([Point3]()).isEmpty)
        #expect(convexHull([Point3(1, 1), Point3(1, 1)]).count == 1)
        #expect(convexHull([Point3(0, 0), Point3(1, 1), Point3(2, 2), Point3(.nan, 1)]).count == 2)
    }

    @Test func cleaningSaysWhatItDid() throws {
        let dirty = Polygon(
            exterior: [
                Point3(0, 0), Point3(0, 0), Point3(4, 0), Point3(.nan, 1), Point3(4, 4), Point3(4, 4), Point3(0, 4),
                Point3(0, 0),
            ],
            holes: [[Point3(1, 1), Point3(2, 2), Point3(1, 1)], [Point3(1, 1), Point3(2, 1), Point3(2, 2)]])
        let (polygon, cleaning) = dirty.cleaned()
        #expect(polygon?.vertices.count == 7)
        #expect(polygon?.area == 15.5)
        #expect(cleaning.repeated == 2 && cleaning.closing == 2 && cleaning.nonFinite == 1)
        #expect(cleaning.droppedRings == [1] && !cleaning.isClean)
        #expect(cleaning.summary.contains("rings 1 dropped"))
        let again = try #require(polygon).cleaned()
        #expect(again.cleaning.isClean && again.polygon == polygon && again.cleaning.summary.isEmpty)
        #expect(Polygon(exterior: [Point3(0, 0), Point3(1, 0), Point3(0, 0), Point3(1, 0)]).cleaned().polygon == nil)
        #expect(Polygon(vertices: [], ringEnds: []).cleaned().polygon == nil)
        // A wall's corners lie above each other and are different.
        let wall = Polygon(exterior: [Point3(0, 0, 0), Point3(1, 0, 0), Point3(1, 0, 3), Point3(0, 0, 3)])
        #expect(wall.cleaned().polygon == wall)
        let near = Polygon(exterior: [Point3(0, 0), Point3(0.001, 0), Point3(1, 0), Point3(1, 1)])
        #expect(near.cleaned(tolerance: 0.01).cleaning.repeated == 1)
    }

    @Test func polylinesAreMeasuredAlong() throws {
        let line = [Point3(0, 0, 0), Point3(3, 0, 4), Point3(3, 0, 4), Point3(3, 4, 4)]
        #expect(line.polylineLength == 7)
        #expect(line.polylineLength3D == 9)
        let place = try #require(line.place(along: 5))
        #expect(place.point == Point3(3, 2, 4) && place.segment == 2 && place.along == 5)
        #expect(abs(place.heading.degrees) < 1e-12)
        #expect(line.place(along: 1.5)?.point == Point3(1.5, 0, 2))
        #expect(abs((line.place(along: 1.5)?.heading.degrees ?? 0) - 90) < 1e-12)
        #expect(line.place(along: -1)?.point == line[0])
        #expect(line.place(along: 99)?.point == line[3])
        #expect(line.nearestPlace(to: Point3(5, 1))?.along == 4)
        #expect(line.nearestPlace(to: Point3(-1, -1))?.along == 0)
        #expect(line.polylineDistance(to: Point3(5, 1)) == 2)
        #expect([Point3]().polylineLength == 0 && [Point3(1, 1)].place(along: 0) == nil)
        #expect([Point3]().polylineDistance(to: .zero) == .infinity)
        #expect([Point3(0, 3)].polylineDistance(to: .zero) == 3)
    }

    @Test func headingsRunClockwiseFromNorth() {
        for (x, y, degrees) in [(0.0, 1.0, 0.0), (1, 0, 90), (0, -1, 180), (-1, 0, 270), (-1, 1, 315), (0, 0, 0)] {
            #expect(abs(azimuth(x: x, y: y).degrees - degrees) < 1e-12)
        }
    }

    @Test func surfaceTypesHaveTheirCityJSONNames() {
        for type in SurfaceType.allCases {
            #expect(SurfaceType(letter: type.letter) == type)
            if type != .unknown { #expect(SurfaceType(cityJSON: type.name) == type) }
        }
        #expect(SurfaceType(cityJSON: "RoofSurface") == .roof && SurfaceType.roof.letter == "R")
        #expect(SurfaceType(cityJSON: "+ThermalSurface") == nil && SurfaceType(cityJSON: "") == nil)
        #expect(SurfaceType(letter: "r") == nil)
    }

    @Test func errorsAreOneLineAndKnowTheirStatus() {
        let errors: [(any ExitingError, Int32, String)] = [
            (InputError(path: "inputs.tilt", problem: "is 95", suggestion: "0...90"), 64, "inputs.tilt: is 95; 0...90"),
            (DataError(file: "a.gml", place: "line 3", problem: "no end tag"), 65, "a.gml: line 3: no end tag"),
            (NativeError(library: "GEOS", function: "f", message: ""), 70, "GEOS f: failed without a message"),
        ]
        for (error, status, text) in errors {
            #expect(error.exitCode == status && "\(error)" == text)
        }
    }
}
