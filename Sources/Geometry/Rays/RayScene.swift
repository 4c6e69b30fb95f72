public struct RayHit: Sendable { public var distance: Double; public var triangle: Int32; public var owner: Int32 }
public final class RayScene: Sendable {
    struct Node { var lo: Point3, hi: Point3; var left: Int32, count: Int32 }
    let nodes: [Node]; let tri: [Int32]; let mesh: Mesh
    public init(_ mesh: Mesh) {
        self.mesh = mesh
        let n = mesh.triangleCount
        var order = Array(0..<Int32(n))
        func v(_ t: Int32, _ k: Int) -> Point3 { mesh.vertices[Int(mesh.indices[3 * Int(t) + k])] }
        let c = (0..<n).map { t in (v(Int32(t), 0) + v(Int32(t), 1) + v(Int32(t), 2)) * (1 / 3) }
        var nodes: [Node] = [Node(lo: .zero, hi: .zero, left: 0, count: 0)]
        func build(_ node: Int, _ a: Int, _ b: Int) {
            var lo = Point3(.infinity, .infinity, .infinity), hi = Point3(-.infinity, -.infinity, -.infinity)
            for i in a..<b {
                for k in 0..<3 {
                    let p = v(order[i], k); lo = Point3(min(lo.x, p.x), min(lo.y, p.y), min(lo.z, p.z));
                    hi = Point3(max(hi.x, p.x), max(hi.y, p.y), max(hi.z, p.z))
                }
            }
            nodes[node].lo = lo; nodes[node].hi = hi
            if b - a <= 4 { nodes[node].left = Int32(a); nodes[node].count = Int32(b - a); return }
            let d = hi - lo
            let m = (a + b) / 2
            if d.x >= d.y && d.x >= d.z {
                order[a..<b].sort { c[Int($0)].x < c[Int($1)].x }
            } else if d.y >= d.z {
                order[a..<b].sort { c[Int($0)].y < c[Int($1)].y }
            } else {
                order[a..<b].sort { c[Int($0)].z < c[Int($1)].z }
            }
            let l = nodes.count
            nodes.append(Node(lo: .zero, hi: .zero, left: 0, count: 0));
            nodes.append(Node(lo: .zero, hi: .zero, left: 0, count: 0))
            nodes[node].left = Int32(l); nodes[node].count = -1
            build(l, a, m); build(l + 1, m, b)
        }
        if n > 0 { build(0, 0, n) }
        self.nodes = nodes; tri = order
    }
    public func firstHit(origin o: Point3, direction d: Point3, maxDistance: Double) -> RayHit? {
        trace(o, d, maxDistance, false)
    }
    public func occluded(origin: Point3, direction: Point3, maxDistance: Double = .infinity) -> Bool {
        trace(origin, direction, maxDistance, true) != nil
    }
    func trace(_ o: Point3, _ d: Point3, _ limit: Double, _ any: Bool) -> RayHit? {
        if mesh.triangleCount == 0 { return nil }
        let inv = Point3(1 / (d.x == 0 ? 1e-18 : d.x), 1 / (d.y == 0 ? 1e-18 : d.y), 1 / (d.z == 0 ? 1e-18 : d.z))
        var best: RayHit?; var far = limit
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 128) { stack in
            var sp = 1; stack[0] = 0
            while sp > 0 {
                sp -= 1
                let i = Int(stack[sp])
                let nd = nodes[i]
                let x0 = (nd.lo.x - o.x) * inv.x, x1 = (nd.hi.x - o.x) * inv.x, y0 = (nd.lo.y - o.y) * inv.y,
                    y1 = (nd.hi.y - o.y) * inv.y, z0 = (nd.lo.z - o.z) * inv.z, z1 = (nd.hi.z - o.z) * inv.z
                let t0 = max(max(min(x0, x1), min(y0, y1)), max(min(z0, z1), 0)),
                    t1 = min(min(max(x0, x1), max(y0, y1)), min(max(z0, z1), far))
                if t0 > t1 { continue }
                if nd.count < 0 { stack[sp] = nd.left; stack[sp + 1] = nd.left + 1; sp += 2; continue }
                for k in Int(nd.left)..<Int(nd.left + nd.count) {
                    let t = tri[k]
                    let a = mesh.vertices[Int(mesh.indices[3 * Int(t)])],
                        b = mesh.vertices[Int(mesh.indices[3 * Int(t) + 1])],
                        c = mesh.vertices[Int(mesh.indices[3 * Int(t) + 2])]
                    let e1 = b - a, e2 = c - a, p = d.cross(e2), det = e1.dot(p)
                    if abs(det) < 1e-14 { continue }
                    let s = o - a, u = s.dot(p) / det
                    if u < 0 || u > 1 { continue }
                    let q = s.cross(e1), w = d.dot(q) / det
                    if w < 0 || u + w > 1 { continue }
                    let dist = e2.dot(q) / det
                    if dist > 0, dist < far {
                        far = dist; best = RayHit(distance: dist, triangle: t, owner: mesh.owners[Int(t)]);
                        if any { return best }
                    }
                }
            }
            return best
        }
    }
}
public struct PointGroup: Sendable { public var points: [Point3]; public var count: Int { points.count } }
extension RayScene {
    public func groups(_ points: [Point3]) -> [PointGroup] {
        stride(from: 0, to: points.count, by: 64).map {
            PointGroup(points: Array(points[$0..<min(points.count, $0 + 64)]))
        }
    }
    public func occlusion(_ group: PointGroup, direction: Point3) -> UInt64 {
        var bits: UInt64 = 0
        for (i, p) in group.points.enumerated() where occluded(origin: p, direction: direction) {
            bits |= 1 << UInt64(i)
        }
        return bits
    }
}
