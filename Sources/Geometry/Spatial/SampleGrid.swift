/// A place on a face that stands for a part of its area.
public struct FaceSample: Sendable, Hashable {
    /// In the plane of the face.
    public var point: Point3
    /// The area it stands for, m².
    public var area: Double
}

extension Polygon {
    /// Points on a regular grid in the plane of the face, at the centres of the cells whose centre lies on the face.
    ///
    /// Rows run level; columns run up the slope (a level face: east and north). The grid is centred on the face. All
    /// points stand for the same area, and together for exactly the face's area, the holes left out. A face that no
    /// centre hits gets one point within it. The same face always gives the same points, row by row from below; none
    /// without area.
    /// - Parameter spacing: side of a cell, m; > 0.
    public func sampled(spacing: Double) -> [FaceSample] {
        let total = area3D
        guard spacing > 0, spacing.isFinite, total > 0, let plane = Plane(of: self), let origin = ring(0).first else {
            return []
        }
        let frame = FaceFrame(plane, origin: plane.project(origin))
        var flat = self
        for i in flat.vertices.indices { flat.vertices[i] = frame.flatten(flat.vertices[i]) }
        var points = flat.gridPoints(spacing: spacing)
        if points.isEmpty {
            // A sliver whose inside is thinner than a rounding error still has its centre.
            guard let point = flat.interiorPoint ?? flat.centroid else { return [] }
            points = [point]
        }
        let share = total / Double(points.count)
        return points.map { FaceSample(point: frame.raise($0), area: share) }
    }

    /// Cell centres within the polygon, by scan lines: each row's crossings are found once.
    private func gridPoints(spacing: Double) -> [Point3] {
        let box = box
        let columns = max(1, (box.width / spacing).rounded(.up))
        let rows = max(1, (box.height / spacing).rounded(.up))
        // A face of a square kilometre at a metre is a million points; beyond 2^31 cells the spacing is a mistake.
        guard columns * rows < 2_147_483_648 else { return [] }
        let startX = box.centre.x - columns * spacing / 2
        let startY = box.centre.y - rows * spacing / 2
        var points: [Point3] = []
        points.reserveCapacity(Int(min(area / (spacing * spacing), 1e6)) + 4)
        var crossings: [Double] = []
        for row in 0..<Int(rows) {
            let y = startY + (Double(row) + 0.5) * spacing
            crossings.removeAll(keepingCapacity: true)
            for r in 0..<ringCount {
                let ring = ring(r)
                guard var a = ring.last else { continue }
                for b in ring {
                    if (a.y > y) != (b.y > y) { crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
                    a = b
                }
            }
            crossings.sort()
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                var column = max(0, ((crossings[pair] - startX) / spacing - 0.5).rounded(.up))
                while column < columns {
                    let x = startX + (column + 0.5) * spacing
                    guard x < crossings[pair + 1] else { break }
                    points.append(Point3(x, y))
                    column += 1
                }
            }
        }
        return points
    }
}

/// Coordinates in the plane of a face: u level, v up the slope.
private struct FaceFrame {
    let origin: Point3
    let u: Point3
    let v: Point3

    init(_ plane: Plane, origin: Point3) {
        self.origin = origin
        let level = Point3(-plane.normal.y, plane.normal.x, 0)
        // Below 0.01° the contour's direction is noise.
        u = level.length > 1.745e-4 ? level.normalised : Point3(1, 0, 0)
        let up = plane.normal.cross(u).normalised
        v = plane.normal.z < 0 && level.length <= 1.745e-4 ? up * -1 : up
    }

    func flatten(_ p: Point3) -> Point3 { Point3((p - origin).dot(u), (p - origin).dot(v)) }

    func raise(_ p: Point3) -> Point3 { origin + u * p.x + v * p.y }
}
