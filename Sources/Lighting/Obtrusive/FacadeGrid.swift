import City
import Geometry

/// Points on a wall at which it is looked how much light falls on it, in the middle of even cells.
struct FacadeGrid {
    private(set) var points: [Point3] = []
    private(set) var box = Box.empty
    /// Of all points, m.
    private(set) var low = Double.infinity
    private(set) var high = -Double.infinity

    /// Points stand this far before the wall, m: more than the rays' rounding.
    private static let off = 0.05
    /// No wall gets more points either way.
    private static let most = 400.0

    /// Lays the points of a wall.
    /// - Parameter spacing: at most so far apart, m.
    mutating func lay(_ facade: Massing.Facade, spacing: Double) {
        points.removeAll(keepingCapacity: true)
        box = .empty
        (low, high) = (.infinity, -.infinity)
        let n = facade.normal
        let level = (n.x * n.x + n.y * n.y).squareRoot()
        let u = level > 1e-6 ? Point3(-n.y / level, n.x / level, 0) : Point3(1, 0, 0)
        let v = n.cross(u)
        guard let first = facade.face.vertices.first else { return }
        let flat = Polygon(
            vertices: facade.face.vertices.map { Point3(($0 - first).dot(u), ($0 - first).dot(v)) },
            ringEnds: facade.face.ringEnds)
        let extent = flat.box
        guard !extent.isEmpty else { return }
        let across = max(1, min(Self.most, ((extent.maxX - extent.minX) / spacing - 1e-9).rounded(.up)))
        let up = max(1, min(Self.most, ((extent.maxY - extent.minY) / spacing - 1e-9).rounded(.up)))
        let (stepX, stepY) = ((extent.maxX - extent.minX) / across, (extent.maxY - extent.minY) / up)
        for j in 0..<Int(up) {
            for i in 0..<Int(across) {
                let p = Point3(extent.minX + (Double(i) + 0.5) * stepX, extent.minY + (Double(j) + 0.5) * stepY)
                if flat.locate(p) != .outside { add(first + u * p.x + v * p.y + n * Self.off) }
            }
        }
        if points.isEmpty {
            // A sliver between the cells' middles.
            let sum = facade.face.vertices.reduce(Point3(0, 0, 0)) { $0 + $1 }
            add(sum * (1 / Double(facade.face.vertices.count)) + n * Self.off)
        }
    }

    private mutating func add(_ p: Point3) {
        points.append(p)
        box.extend(p)
        (low, high) = (min(low, p.z), max(high, p.z))
    }
}
