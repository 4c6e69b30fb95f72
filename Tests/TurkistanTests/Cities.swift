import City
import Geometry

@testable import TurkistanCity

/// Cities that several tests look at, generated once.
enum Cities {
    static let demo = Turkistan(size: .demo, seed: 1)
    static let demoCity = demo.city()
    static let whole = Turkistan(size: .city, seed: 1)
}

// Geometry tests of their own, written without the generator's functions, so that a slip there cannot hide itself.

/// Whether two simple polygons share more than boundary points: an edge crosses, or one lies in the other.
func overlap(_ a: [Point3], _ b: [Point3]) -> Bool {
    for i in a.indices {
        for j in b.indices {
            let (p, q) = (a[i], a[(i + 1) % a.count])
            let (r, s) = (b[j], b[(j + 1) % b.count])
            if turn(p, q, r) * turn(p, q, s) < 0, turn(r, s, p) * turn(r, s, q) < 0 { return true }
        }
    }
    return inside(a[0], b) || inside(b[0], a)
}

/// Twice the signed area of a triangle.
func turn(_ a: Point3, _ b: Point3, _ c: Point3) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Whether a point lies within a ring: its winding number is not zero.
func inside(_ p: Point3, _ ring: [Point3]) -> Bool {
    var winding = 0
    for i in ring.indices {
        let (a, b) = (ring[i], ring[(i + 1) % ring.count])
        if a.y <= p.y, b.y > p.y, turn(a, b, p) > 0 { winding += 1 }
        if a.y > p.y, b.y <= p.y, turn(a, b, p) < 0 { winding -= 1 }
    }
    return winding != 0
}

/// Pairs of boxes that meet, found by sweeping from west to east.
func meetingPairs(_ a: [Box], _ b: [Box]) -> [(Int, Int)] {
    let order = b.indices.sorted { b[$0].minX < b[$1].minX }
    let widest = b.reduce(0) { max($0, $1.width) }
    var pairs: [(Int, Int)] = []
    for (i, box) in a.enumerated() {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if b[order[middle]].minX < box.minX - widest { low = middle + 1 } else { high = middle }
        }
        while low < order.count, b[order[low]].minX <= box.maxX {
            if b[order[low]].intersects(box) { pairs.append((i, order[low])) }
            low += 1
        }
    }
    return pairs
}

func box(around ring: [Point3]) -> Box {
    var box = Box.empty
    for p in ring { box.extend(p) }
    return box
}

/// The carriageway of a road as a rectangle.
func carriageway(_ road: Road) -> [Point3] {
    let v = road.to - road.from
    let n = Point3(-v.y, v.x) * (road.roadClass.width / 2 / v.length)
    return [road.from - n, road.to - n, road.to + n, road.from + n]
}
