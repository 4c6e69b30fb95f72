extension Polygon {
    /// The closed solid between two heights above the polygon's ground plan: roof, ground, then one wall per edge of
    /// every ring, all looking outward. The vertices' own heights are not used.
    ///
    /// The lower height is the ground, whichever comes first; equal heights give no solid.
    public func extruded(from base: Double, to top: Double) -> [Surface] {
        guard base != top, base.isFinite, top.isFinite, ringCount > 0 else { return [] }
        let (low, high) = (min(base, top), max(base, top))
        let plan = normalised()
        let roof = plan.raised(to: high)
        var surfaces = [Surface(roof, .roof), Surface(plan.raised(to: low).reversed(), .ground)]
        surfaces.reserveCapacity(2 + plan.vertices.count)
        for i in 0..<plan.ringCount {
            let ring = plan.ring(i)
            guard var a = ring.last else { continue }
            for b in ring {
                surfaces.append(
                    Surface(
                        Polygon(exterior: [
                            Point3(a.x, a.y, low), Point3(b.x, b.y, low), Point3(b.x, b.y, high),
                            Point3(a.x, a.y, high),
                        ]), .wall))
                a = b
            }
        }
        return surfaces
    }

    /// The same plan with all vertices at one height.
    public func raised(to z: Double) -> Polygon {
        var result = self
        for i in result.vertices.indices { result.vertices[i].z = z }
        return result
    }
}

/// The sides of an extruded polygon that a mesh shall have.
public struct ExtrusionSides: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let roof = ExtrusionSides(rawValue: 1)
    public static let walls = ExtrusionSides(rawValue: 2)
    public static let ground = ExtrusionSides(rawValue: 4)
    /// A closed solid.
    public static let all: ExtrusionSides = [.roof, .walls, .ground]
}

extension Mesh {
    /// Adds the solid between two heights above a polygon's ground plan, sharing its vertices.
    /// - Parameters:
    ///   - sides: `.all` gives a closed solid; a shadow caster needs no ground.
    ///   - plan: the polygon's `triangulatedOnMap()`, if it is at hand.
    public mutating func appendExtrusion(
        of polygon: Polygon, from base: Double, to top: Double, owner: Int32, sides: ExtrusionSides = .all,
        plan: [UInt32]? = nil
    ) {
        guard base != top, base.isFinite, top.isFinite, polygon.ringCount > 0 else { return }
        let (low, high) = (min(base, top), max(base, top))
        let lowStart = UInt32(vertices.count)
        let highStart = lowStart + UInt32(polygon.vertices.count)
        for v in polygon.vertices { vertices.append(Point3(v.x, v.y, low)) }
        for v in polygon.vertices { vertices.append(Point3(v.x, v.y, high)) }
        if !sides.isDisjoint(with: [.roof, .ground]) {
            let triangles = plan ?? polygon.triangulatedOnMap()
            for i in stride(from: 0, to: triangles.count, by: 3) {
                let (a, b, c) = (triangles[i], triangles[i + 1], triangles[i + 2])
                if sides.contains(.roof) { append(highStart + a, highStart + b, highStart + c, owner) }
                if sides.contains(.ground) { append(lowStart + a, lowStart + c, lowStart + b, owner) }
            }
        }
        guard sides.contains(.walls) else { return }
        for r in 0..<polygon.ringCount {
            let range = polygon.range(ofRing: r)
            guard range.count >= 3 else { continue }
            // Walls look outward when the exterior runs counter-clockwise and the holes clockwise.
            let reversed = polygon.isCounterClockwise(ring: r) != (r == 0)
            var previous = UInt32(range.upperBound - 1)
            for i in range {
                let current = UInt32(i)
                let (a, b) = reversed ? (current, previous) : (previous, current)
                append(lowStart + a, lowStart + b, highStart + b, owner)
                append(lowStart + a, highStart + b, highStart + a, owner)
                previous = current
            }
        }
    }

    private mutating func append(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ owner: Int32) {
        indices.append(a)
        indices.append(b)
        indices.append(c)
        owners.append(owner)
    }
}
