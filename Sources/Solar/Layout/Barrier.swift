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
    /// Whose outline it is: 0 the exterior, 1, 2 … holes and obstacles; -1 none (a disc, barred through and through).
    let outline: Int32
    /// Where the capsule begins and ends.
    let low: Double
    let high: Double
    /// Level within a rounding error: its long sides have no direction of their own.
    private let isLevel: Bool
    /// dx / dy of the segment; 0 if it is level.
    private let lean: Double
    /// From the segment to the capsule's right long side.
    private let rightX: Double
    private let rightY: Double

    init(_ a: Point3, _ b: Point3, clearance: Double, outline: Int32) {
        ax = a.x
        ay = a.y
        bx = b.x
        by = b.y
        self.clearance = clearance
        self.outline = outline
        low = min(a.y, b.y) - clearance
        high = max(a.y, b.y) + clearance
        let dx = b.x - a.x
        let dy = b.y - a.y
        let length = (dx * dx + dy * dy).squareRoot()
        isLevel = abs(dy) <= 1e-12 * length
        lean = isLevel ? 0 : dx / dy
        rightX = isLevel ? 0 : abs(dy) / length * clearance
        rightY = isLevel ? 0 : (dy > 0 ? -dx : dx) / length * clearance
    }

    /// Smallest and largest x of the barred ground between y = `bottom` and y = `top`; the two must overlap the capsule.
    ///
    /// The capsule's left border is a convex function of y with its least value beside the leftmost end: within a strip
    /// the least value lies there or at the strip's bound nearest to it. The same mirrored.
    func span(bottom: Double, top: Double) -> (from: Double, to: Double) {
        let leftEnd = ax <= bx ? ay : by
        let rightEnd = ax >= bx ? ay : by
        return (
            leftEnd >= bottom && leftEnd <= top
                ? min(ax, bx) - clearance : border(leftEnd < bottom ? bottom : top, side: -1),
            rightEnd >= bottom && rightEnd <= top
                ? max(ax, bx) + clearance : border(rightEnd < bottom ? bottom : top, side: 1)
        )
    }

    /// x of the segment at a height between its ends; used for even–odd counting.
    func x(at y: Double) -> Double { ax + (y - ay) * lean }

    /// x of the capsule's left (`side` -1) or right (1) border at height y: on its long side, or on the disc at that end.
    private func border(_ y: Double, side: Double) -> Double {
        // The foot of the border on the segment's own line.
        let foot = y - side * rightY
        let isAtA: Bool
        if isLevel {
            isAtA = (ax >= bx) == (side > 0)
        } else {
            if foot >= min(ay, by), foot <= max(ay, by) { return x(at: foot) + side * rightX }
            isAtA = (foot < ay) == (ay < by)
        }
        let dy = y - (isAtA ? ay : by)
        return (isAtA ? ax : bx) + side * max(0, clearance * clearance - dy * dy).squareRoot()
    }
}
