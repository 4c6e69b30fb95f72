import Geometry

/// A ray in double precision, answered by looking at every triangle.
struct PlainRay {
    var origin: Point3
    var direction: Point3
    var maxDistance = Double.infinity

    /// Distance to the nearest triangle (Möller and Trumbore 1997); `direction` is a unit vector.
    func nearest(in mesh: Mesh) -> Double? {
        var best: Double?
        for i in 0..<mesh.triangleCount {
            let a = mesh.vertices[Int(mesh.indices[3 * i])]
            let ab = mesh.vertices[Int(mesh.indices[3 * i + 1])] - a
            let ac = mesh.vertices[Int(mesh.indices[3 * i + 2])] - a
            let p = direction.cross(ac)
            let determinant = ab.dot(p)
            if determinant == 0 { continue }
            let s = origin - a
            let u = s.dot(p) / determinant
            if u < 0 || u > 1 { continue }
            let q = s.cross(ab)
            let v = direction.dot(q) / determinant
            if v < 0 || u + v > 1 { continue }
            let t = ac.dot(q) / determinant
            if t > 0 && t <= maxDistance { best = min(best ?? t, t) }
        }
        return best
    }

    /// The ray and its neighbours, displaced by `reach` metres in every direction.
    func displaced(by reach: Double) -> [PlainRay] {
        var rays = [self]
        for x in [-reach, 0, reach] {
            for y in [-reach, 0, reach] {
                for z in [-reach, 0, reach] {
                    rays.append(
                        PlainRay(origin: origin + Point3(x, y, z), direction: direction, maxDistance: maxDistance))
                }
            }
        }
        return rays
    }
}

extension Seeded {
    /// A unit vector; no trigonometry, so that it is the same on every machine.
    mutating func direction(up: Bool = false) -> Point3 {
        while true {
            let v = Point3(number(in: -1...1), number(in: -1...1), number(in: (up ? 0.02 : -1)...1))
            if v.length <= 1 && v.length > 0.1 { return v.normalised }
        }
    }

    mutating func point(in range: ClosedRange<Double>, height: ClosedRange<Double>) -> Point3 {
        Point3(number(in: range), number(in: range), number(in: height))
    }
}

extension Mesh {
    /// A closed box turned in the plane by the unit vector (`cosine`, `sine`).
    mutating func appendBox(
        centre: Point3, halfX: Double, halfY: Double, height: Double, cosine: Double = 1, sine: Double = 0, owner: Int32
    ) {
        var corners: [Point3] = []
        for (u, v) in [(-halfX, -halfY), (halfX, -halfY), (halfX, halfY), (-halfX, halfY)] {
            let foot = centre + Point3(u * cosine - v * sine, u * sine + v * cosine)
            corners += [foot, foot + Point3(0, 0, height)]
        }
        let base = UInt32(vertices.count)
        vertices += corners
        // Corners come in pairs, bottom and top, around the box.
        let faces: [(UInt32, UInt32, UInt32, UInt32)] = [
            (0, 2, 3, 1), (2, 4, 5, 3), (4, 6, 7, 5), (6, 0, 1, 7), (1, 3, 5, 7), (0, 6, 4, 2),
        ]
        for (a, b, c, d) in faces {
            indices += [base + a, base + b, base + c, base + a, base + c, base + d]
            owners += [owner, owner]
        }
    }

    /// Box buildings of all kinds and slopes around a place, over two large ground triangles.
    static func town(_ buildings: Int, around place: Point3, side: Double, seed: UInt64) -> Mesh {
        var random = Seeded(seed)
        var mesh = Mesh()
        for i in 0..<buildings {
            let turn = random.direction()
            let length = turn.distance2D(to: .zero)
            let at = place + random.point(in: (-side / 2)...(side / 2), height: -0.5...0)
            mesh.appendBox(
                centre: at, halfX: random.number(in: 3...12), halfY: random.number(in: 3...12),
                height: random.number(in: 4...40), cosine: turn.x / length, sine: turn.y / length, owner: Int32(i))
        }
        let (w, h) = (side * 0.75, 0.0)
        mesh.append(
            place + Point3(-w, -w, h), place + Point3(w, -w, h), place + Point3(w, w, h), owner: Int32(buildings))
        mesh.append(
            place + Point3(-w, -w, h), place + Point3(w, w, h), place + Point3(-w, w, h), owner: Int32(buildings))
        return mesh
    }

    /// A closed bumpy ball: an octahedron split `levels` times, its corners moved to seeded radii.
    static func ball(around centre: Point3, radius: Double, levels: Int, seed: UInt64) -> Mesh {
        var corners = [
            Point3(1, 0, 0), Point3(-1, 0, 0), Point3(0, 1, 0), Point3(0, -1, 0), Point3(0, 0, 1), Point3(0, 0, -1),
        ]
        var triangles: [(Int, Int, Int)] = [
            (0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5),
        ]
        for _ in 0..<levels {
            var middles: [Int: Int] = [:]
            func middle(_ i: Int, _ j: Int) -> Int {
                let key = min(i, j) << 32 | max(i, j)
                if let known = middles[key] { return known }
                corners.append((corners[i] + corners[j]).normalised)
                middles[key] = corners.count - 1
                return corners.count - 1
            }
            triangles = triangles.flatMap { a, b, c in
                let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a))
                return [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
            }
        }
        var random = Seeded(seed)
        var mesh = Mesh()
        mesh.vertices = corners.map { centre + $0 * (radius * random.number(in: 0.8...1)) }
        mesh.indices = triangles.flatMap { [UInt32($0.0), UInt32($0.1), UInt32($0.2)] }
        mesh.owners = Array(repeating: 0, count: triangles.count)
        return mesh
    }
}
