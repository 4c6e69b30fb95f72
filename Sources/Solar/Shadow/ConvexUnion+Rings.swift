import Geometry

// From the stretches of edges that nothing covers to the rings of the union.
extension ConvexUnion {
    /// Leads each stretch to the one that begins where it ends.
    func joined(_ stretches: [Stretch]) -> [Stretch] {
        var result = stretches
        let starts = stretches.indices.sorted { (stretches[$0].from, $0) < (stretches[$1].from, $1) }
        let ends = stretches.indices.sorted { (stretches[$0].to, $0) < (stretches[$1].to, $1) }
        var s = 0
        for (place, i) in ends.enumerated() {
            let node = stretches[i].to
            while s < starts.count, stretches[starts[s]].from < node { s += 1 }
            guard s < starts.count, stretches[starts[s]].from == node else { continue }
            // One in, one out.
            let isSingle =
                (s + 1 >= starts.count || stretches[starts[s + 1]].from != node)
                && (place + 1 >= ends.count || stretches[ends[place + 1]].to != node)
                && (place == 0 || stretches[ends[place - 1]].to != node)
            guard isSingle else { continue }
            result[i].next = Int32(starts[s])
            result[starts[s]].isJoined = true
        }
        joinNearest(&result)
        return result
    }

    /// Pairs ends left over with starts left over, the nearest first.
    ///
    /// Where three edges go nearly through one point, each pair of them may see it a little elsewhere; what is missing
    /// between is shorter than the growth.
    private func joinNearest(_ stretches: inout [Stretch]) {
        let ends = stretches.indices.filter { stretches[$0].next < 0 }
        let starts = stretches.indices.filter { !stretches[$0].isJoined }
        // Many are no accident.
        guard !ends.isEmpty, ends.count == starts.count, ends.count < 1000 else { return }
        let reach = 20 * Self.leastGrowth
        var pairs: [(distance: Double, end: Int, start: Int)] = []
        for end in ends {
            for start in starts {
                let (dx, dy) = (stretches[start].x - stretches[end].endX, stretches[start].y - stretches[end].endY)
                if abs(dx) < reach, abs(dy) < reach { pairs.append(((dx * dx + dy * dy).squareRoot(), end, start)) }
            }
        }
        pairs.sort { ($0.distance, $0.end, $0.start) < ($1.distance, $1.end, $1.start) }
        for pair in pairs where stretches[pair.end].next < 0 && !stretches[pair.start].isJoined {
            stretches[pair.end].next = Int32(pair.start)
            stretches[pair.start].isJoined = true
        }
    }

    struct Ring {
        var root: Int
        /// Empty where it has no area.
        var points: [Point3]
        var isClosed: Bool
    }

    /// The rings by group, in the order of the groups' first polygons.
    func rings(_ stretches: [Stretch], _ sets: inout DisjointSets) -> [Ring] {
        var isDone = [Bool](repeating: false, count: stretches.count)
        var rings: [Ring] = []
        for start in stretches.indices where !isDone[start] {
            let root = sets.root(of: Int(stretches[start].polygon))
            var points: [Point3] = []
            var i = start
            var isClosed = true
            while !isDone[i] {
                isDone[i] = true
                guard stretches[i].isJoined, stretches[i].next >= 0 else {
                    isClosed = false
                    break
                }
                points.append(Point3(stretches[i].x + origin.x, stretches[i].y + origin.y))
                i = Int(stretches[i].next)
            }
            rings.append(Ring(root: root, points: isClosed ? Self.tidied(points) : [], isClosed: isClosed))
        }
        return rings.enumerated().sorted { ($0.element.root, $0.offset) < ($1.element.root, $1.offset) }.map(\.element)
    }

    /// Leaves out corners that stand off the line between their neighbours by no more than the growth can do.
    private static func tidied(_ ring: [Point3]) -> [Point3] {
        let tolerance = 6 * leastGrowth
        func isIdle(_ a: Point3, _ b: Point3, _ c: Point3) -> Bool {
            let (dx, dy) = (c.x - a.x, c.y - a.y)
            let length = (dx * dx + dy * dy).squareRoot()
            guard length > tolerance else { return true }
            return abs(dx * (b.y - a.y) - dy * (b.x - a.x)) <= tolerance * length
        }
        var kept: [Point3] = []
        for p in ring {
            if let last = kept.last, abs(last.x - p.x) <= tolerance, abs(last.y - p.y) <= tolerance { continue }
            while kept.count >= 2, isIdle(kept[kept.count - 2], kept[kept.count - 1], p) { kept.removeLast() }
            kept.append(p)
        }
        // The seam.
        while kept.count >= 3, isIdle(kept[kept.count - 2], kept[kept.count - 1], kept[0]) { kept.removeLast() }
        while kept.count >= 3, isIdle(kept[kept.count - 1], kept[0], kept[1]) { kept.removeFirst() }
        return kept.count >= 3 ? kept : []
    }
}
