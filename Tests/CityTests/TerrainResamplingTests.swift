import City
import Geometry
import Testing

@Suite struct TerrainResamplingTests {
    /// Heights 2x + 3y + 1 on a grid of 10 m.
    private func plane(_ holes: Set<Int> = []) -> Terrain {
        let heights = (0..<30).map { i in holes.contains(i) ? Float.nan : Float(20 * (i % 6) + 30 * (i / 6) + 1) }
        return Terrain(origin: Point3(0, 0), cellX: 10, cellY: 10, columns: 6, rows: 5, heights: heights)
    }

    /// Catches: rows and columns swapped, half-cell shifts. Bilinear interpolation keeps a plane.
    @Test func aPlaneStaysAPlane() throws {
        let box = Box(minX: 105, minY: 203, maxX: 135, maxY: 223)
        let new = try plane().resampled(to: box, cell: 2.5) { $0.map { Point3($0.x - 100, $0.y - 200) } }
        #expect(new.columns == 13 && new.rows == 9)
        #expect(new.origin == Point3(105, 203))
        for row in 0..<new.rows {
            for column in 0..<new.columns {
                let (x, y) = (5 + 2.5 * Double(column), 3 + 2.5 * Double(row))
                #expect(abs(Double(new.heights[row * new.columns + column]) - (2 * x + 3 * y + 1)) < 1e-4)
            }
        }
    }

    @Test func voidsAndOutsideAreNaN() throws {
        let new = try plane([0]).resampled(to: Box(minX: -50, minY: 4, maxX: 25, maxY: 4), cell: 15) { points in
            points.map { $0.x > 20 ? Point3(.nan, .nan) : $0 }
        }
        // −50 … −5 outside or beside the void, 10 sound, 25 without a place.
        #expect(new.heights.map(\.isNaN) == [true, true, true, true, false, true])
    }

    @Test func refusesImpossibleGrids() {
        let box = Box(minX: 0, minY: 0, maxX: 1e6, maxY: 1e6)
        #expect(throws: InputError.self) { try plane().resampled(to: box, cell: 1e-3) { $0 } }
        #expect(throws: InputError.self) { try plane().resampled(to: box, cell: 0) { $0 } }
        #expect(throws: InputError.self) { try plane().resampled(to: .empty, cell: 1) { $0 } }
        #expect(throws: InputError.self) { try plane().resampled(to: box, cell: 1e5) { _ in [] } }
    }
}
