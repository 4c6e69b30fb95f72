import Geometry

/// Buildings met so far by their shape, so that one that is in the data twice is found at once.
struct Twins {
    private struct Key: Hashable {
        var sum: UInt64
        var count: Int
        var base: Int64
        var top: Int64
    }
    private var known: [Key: [(id: String, vertices: [SIMD3<Int64>])]] = [:]

    /// The building of the same vertices (to a millimetre, in whatever order) and height that came first; nil for the
    /// first of its kind, which is kept.
    /// - Parameter height: of a footprint; nil for faces in space.
    mutating func first(_ g: Geometries, _ row: Int, _ height: BuildingHeight? = nil, id: String) -> String? {
        let isFlat = height != nil && !g.hasZ[row]
        var vertices: [SIMD3<Int64>] = []
        var sum: UInt64 = 0
        for i in g.vertexRange(of: row) {
            let p = g.vertices[i]
            // What is beyond a million kilometres is no place; two of those are not compared.
            guard abs(p.x) < 1e9, abs(p.y) < 1e9, isFlat || abs(p.z) < 1e9 else { return nil }
            let v = SIMD3(
                Int64((p.x * 1000).rounded()), Int64((p.y * 1000).rounded()),
                isFlat ? 0 : Int64((p.z * 1000).rounded()))
            vertices.append(v)
            sum &+= Self.mixed(v)
        }
        guard !vertices.isEmpty else { return nil }
        let key = Key(
            sum: sum, count: vertices.count, base: Int64(((height?.base ?? 0) * 1000).rounded()),
            top: Int64(((height?.top ?? -1) * 1000).rounded()))
        if let found = known[key] {
            let sorted = vertices.sorted(by: Self.precedes)
            for other in found where other.vertices.sorted(by: Self.precedes) == sorted { return other.id }
        }
        known[key, default: []].append((id, vertices))
        return nil
    }

    private static func precedes(_ a: SIMD3<Int64>, _ b: SIMD3<Int64>) -> Bool { (a.x, a.y, a.z) < (b.x, b.y, b.z) }

    /// The finaliser of SplitMix64 over the three numbers: vertices that differ little give sums that differ much.
    private static func mixed(_ v: SIMD3<Int64>) -> UInt64 {
        var z: UInt64 = 0
        for i in 0..<3 {
            z = (z ^ UInt64(bitPattern: v[i])) &+ 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
        }
        return z
    }
}

extension Massing {
    /// Ids of footprints that cover more than a third of an earlier one whose roof is as high (to half a metre), or are
    /// covered so by it: the roof they share would carry modules twice. A lower roof under a higher building does not:
    /// light does not reach it.
    func overlaps(in city: City) -> [String] {
        // Parts of a roof are told by their layers; faces in space know their shape.
        let candidates = buildings.indices.filter { buildings[$0].height.rule != .geometry }
        guard candidates.count > 1 else { return [] }
        func geometries(_ i: Int) -> Geometries? { city.layer(buildings[i].layer)?.geometries }
        let boxes = candidates.map { geometries($0)?.box(of: buildings[$0].row) ?? .empty }
        let index = SpatialIndex(boxes: boxes)
        var found: [Int32] = []
        var ids: [String] = []
        for (k, i) in candidates.enumerated() {
            found.removeAll(keepingCapacity: true)
            index.search(window: boxes[k], into: &found)
            let roof = buildings[i].ground + buildings[i].height.top
            let isOver = found.contains { other in
                let other = Int(other)
                guard other < k else { return false }
                let j = candidates[other]
                guard abs(buildings[j].ground + buildings[j].height.top - roof) < 0.5 else { return false }
                guard Self.shared(boxes[k], boxes[other]) > 0.3 else { return false }
                guard let a = geometries(i)?.polygons(of: buildings[i].row),
                    let b = geometries(j)?.polygons(of: buildings[j].row)
                else { return false }
                return Self.sharedShare(a, b, boxes[k], boxes[other]) > 1.0 / 3
            }
            if isOver { ids.append(buildings[i].id) }
        }
        return ids
    }

    /// Area that two boxes share, of the smaller one's.
    private static func shared(_ a: Box, _ b: Box) -> Double {
        let width = min(a.maxX, b.maxX) - max(a.minX, b.minX)
        let height = min(a.maxY, b.maxY) - max(a.minY, b.minY)
        let smaller = min(a.width * a.height, b.width * b.height)
        return width > 0 && height > 0 && smaller > 0 ? width * height / smaller : 0
    }

    /// Area that two buildings share on the map, of the smaller one's: by 24 × 24 points over the smaller one's box.
    private static func sharedShare(_ a: [Polygon], _ b: [Polygon], _ boxA: Box, _ boxB: Box) -> Double {
        let box = boxA.width * boxA.height < boxB.width * boxB.height ? boxA : boxB
        var (inA, inB, inBoth) = (0, 0, 0)
        for y in 0..<24 {
            for x in 0..<24 {
                let p = Point3(
                    box.minX + (Double(x) + 0.5) / 24 * box.width, box.minY + (Double(y) + 0.5) / 24 * box.height)
                let (isA, isB) = (a.contains { $0.contains(p) }, b.contains { $0.contains(p) })
                inA += isA ? 1 : 0
                inB += isB ? 1 : 0
                inBoth += isA && isB ? 1 : 0
            }
        }
        let whole = box == boxA ? inA : inB
        return whole > 0 ? Double(inBoth) / Double(whole) : 0
    }
}
