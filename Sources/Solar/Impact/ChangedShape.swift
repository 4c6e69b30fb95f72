import City
import Geometry

/// The buildings that two states of a city do not share: what was added and what was removed.
struct ChangedShape: Sendable {
    /// All their triangles, of both states.
    let mesh: Mesh
    /// Buildings only the second state has, and only the first.
    let added: Int
    let removed: Int

    init(_ before: Massing, _ after: Massing) {
        var mesh = Mesh()
        let (old, new) = (Self.shapes(before), Self.shapes(after))
        func append(_ shapes: [Shape], without others: [Shape]) -> Int {
            // As often as others have it: two buildings may have one shape.
            var counts: [Fingerprint: Int] = [:]
            for shape in others { counts[shape.print, default: 0] += 1 }
            var appended = 0
            for shape in shapes {
                if let count = counts[shape.print], count > 0 {
                    counts[shape.print] = count - 1
                    continue
                }
                appended += 1
                for triangle in shape.triangles {
                    let corners = shape.mesh.corners(of: triangle)
                    let first = UInt32(mesh.vertices.count)
                    mesh.vertices += [corners.0, corners.1, corners.2]
                    mesh.indices += [first, first + 1, first + 2]
                    mesh.owners.append(0)
                }
            }
            return appended
        }
        added = append(new, without: old)
        removed = append(old, without: new)
        self.mesh = mesh
    }

    /// One building's triangles, and a number that stands for them.
    private struct Shape {
        let mesh: Mesh
        var triangles: Range<Int>
        var print = Fingerprint()
    }

    /// Triangles of a building follow each other.
    private static func shapes(_ massing: Massing) -> [Shape] {
        var shapes: [Shape] = []
        let mesh = massing.mesh
        for (triangle, owner) in mesh.owners.enumerated() where owner >= 0 {
            if triangle == 0 || mesh.owners[triangle - 1] != owner {
                shapes.append(Shape(mesh: mesh, triangles: triangle..<triangle))
            }
            let corners = mesh.corners(of: triangle)
            let last = shapes.count - 1
            shapes[last].triangles = shapes[last].triangles.lowerBound..<triangle + 1
            shapes[last].print.add(corners.0)
            shapes[last].print.add(corners.1)
            shapes[last].print.add(corners.2)
        }
        return shapes
    }

    /// For each group of sensors whether anything that changed lies in one of its directions.
    func touches(_ exposure: Exposure) throws -> [Bool] {
        let sensors = exposure.sensors
        var touched = [Bool](repeating: false, count: sensors.groupCount)
        guard !mesh.indices.isEmpty else { return touched }
        let scene = RayScene(mesh)
        let firstPieces = sensors.firstPieces
        try touched.withUnsafeMutableBufferPointer { touched in
            nonisolated(unsafe) let touched = touched
            try forEachChunk(of: sensors.groupCount, by: 256, "groups of sensors looked at") { _, range in
                for group in range {
                    let pieces = Int(firstPieces[group])..<Int(firstPieces[group + 1])
                    let points = PointGroup(sensors.liftedPoints(ofPieces: pieces, exposure.receivers))
                    var any: UInt64 = 0
                    scene.occlusion(of: points, directions: exposure.directions.set) { any |= $1 }
                    touched[group] = any != 0
                }
            }
        }
        return touched
    }
}
