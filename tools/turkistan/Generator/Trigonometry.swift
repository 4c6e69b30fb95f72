import Geometry

// The C library's sine may differ in its last digit from one processor to the next, and a last digit can decide
// whether a house fits its plot. Series in plain IEEE arithmetic give the same city everywhere.

/// Sine, by Taylor's series on −π/2 … π/2; within 1e-13.
func sine(_ angle: Double) -> Double {
    var x = angle - (angle / (2 * .pi)).rounded() * (2 * .pi)
    if x > .pi / 2 { x = .pi - x }
    if x < -.pi / 2 { x = -.pi - x }
    let square = x * x
    var term = x
    var sum = x
    var n = 1.0
    while n < 20 {
        term *= -square / ((n + 1) * (n + 2))
        sum += term
        n += 2
    }
    return sum
}

/// Cosine; within 1e-13.
func cosine(_ angle: Double) -> Double { sine(angle + .pi / 2) }

/// The direction of a vector as an azimuth in degrees, clockwise from north, 0 ..< 360.
func azimuth(_ v: Point3) -> Double {
    guard v.x != 0 || v.y != 0 else { return 0 }
    let steep = abs(v.x) > abs(v.y)
    var t = steep ? abs(v.y) / abs(v.x) : abs(v.x) / abs(v.y)
    // Halve the angle twice, so that the series converges fast: atan t = 2 atan (t / (1 + √(1 + t²))).
    t = t / (1 + (1 + t * t).squareRoot())
    t = t / (1 + (1 + t * t).squareRoot())
    let square = t * t
    var power = t
    var sum = t
    var n = 1.0
    while n < 25 {
        power *= -square
        n += 2
        sum += power / n
    }
    let fromAxis = sum * 4 * (180 / .pi)
    let fromNorth = steep ? 90 - fromAxis : fromAxis
    switch (v.x >= 0, v.y >= 0) {
    case (true, true): return fromNorth
    case (true, false): return 180 - fromNorth
    case (false, false): return 180 + fromNorth
    case (false, true): return fromNorth == 0 ? 0 : 360 - fromNorth
    }
}

/// The unit vector of an azimuth in degrees.
func heading(_ degrees: Double) -> Point3 {
    Point3(sine(degrees * (.pi / 180)), cosine(degrees * (.pi / 180)))
}
