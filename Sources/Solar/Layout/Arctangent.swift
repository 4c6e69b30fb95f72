import Geometry

extension Angle {
    /// The angle between -90° and 90° that has this tangent.
    init(tangent: Double) { self.init(radians: atan(tangent)) }

    /// The direction of a vector, counter-clockwise from the first axis, -180°…180°.
    init(x: Double, y: Double) { self.init(radians: atan2(y, x)) }
}
