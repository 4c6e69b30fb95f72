import Geometry

/// An edge that modules keep away from: everything closer to the segment a–b than `clearance` is barred.
///
/// The barred ground is a capsule, the sweep of a disc along the segment. Whether a rectangle meets it is decided by
/// the part of the capsule within the rectangle's strip of y, without making an offset outline.
struct Barrier {
    let ax: Double
    let ay: Double
    let bx: Double
    let by: Double
    let clearance: Double
    /// Whose outline it is: 0 the face, 1, 2 … the obstacles; -1 none (a disc, which is barred through and through).
    let outline: Int32

    init(_ a: Point3, _ b: Point3, clearance: Double, outline: Int32) {
        ax = a.x
        ay = a.y
        bx = b.x
        by = b.y
        self.clearance = clearance
        self.outline = outline
    }

    var low: Double { min(ay, by) - clearance }
    var high: Double { max(ay, by) + clearance }

    /// Smallest and largest x of the barred ground between y = `bottom` and y = `top`; the two must overlap the capsule.
    func span(bottom: Double, top: Double) -> (from: Double, to: Double) {
        guard clearance > 0 else { return segmentSpan(bottom, top) }
        // The capsule's left border is a convex function of y with its least value beside the leftmost end; within a
        // strip the least value lies at that end's y or at the strip's bound nearest to it. The same mirrored.
        let leftY = min(max(ax <= bx ? ay : by, bottom), top)
        let rightY = min(max(ax >= bx ? ay : by, bottom), top)
        return (border(leftY, side: -1), border(rightY, side: 1))
    }

    /// x of the capsule's left (`side` -1) or right (1) border at height y.
    private func border(_ y: Double, side: Double) -> Double {
        var x = -Double.infinity
        let squared = clearance * clearance
        let fromA = squared - (y - ay) * (y - ay)
        if fromA >= 0 { x = max(x, side * ax + fromA.squareRoot()) }
        let fromB = squared - (y - by) * (y - by)
        if fromB >= 0 { x = max(x, side * bx + fromB.squareRoot()) }
        let dx = bx - ax
        let dy = by - ay
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0, dy != 0 else { return side * x }
        // The long side of the capsule: the segment moved sideways by the clearance.
        let turn = dy > 0 ? side : -side
        let nx = turn * dy / length * clearance
        let ny = -turn * dx / length * clearance
        let t = (y - ay - ny) / dy
        if t >= 0, t <= 1 { x = max(x, side * (ax + t * dx + nx)) }
        return side * x
    }

    private func segmentSpan(_ bottom: Double, _ top: Double) -> (from: Double, to: Double) {
        let dy = by - ay
        guard dy != 0 else { return (min(ax, bx), max(ax, bx)) }
        let s = min(max((bottom - ay) / dy, 0), 1)
        let t = min(max((top - ay) / dy, 0), 1)
        let p = ax + s * (bx - ax)
        let q = ax + t * (bx - ax)
        return (min(p, q), max(p, q))
    }
}
