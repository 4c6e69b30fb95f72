/// Eight child boxes side by side, in metres from the scene's origin.
struct BVHNode {
    /// Bounds as least and greatest x, y, z. Where there is no child the box is inside out, which nothing meets.
    var bounds = InlineArray<6, Lanes> { Lanes(repeating: $0 % 2 == 0 ? .infinity : -.infinity) }
    /// A node's number, or a packet's as its complement.
    var children = SIMD8<Int32>.zero

    mutating func set(_ lane: Int, _ box: BuildBox, child: Int32) {
        for axis in 0..<3 {
            bounds[2 * axis][lane] = box.low[axis]
            bounds[2 * axis + 1][lane] = box.high[axis]
        }
        children[lane] = child
    }
}

/// A box that moves along a direction, or along all directions of a cone, asked which child boxes it may meet.
///
/// Along each axis, at distance t the moving box covers from low + t · least to high + t · greatest component; a child
/// is met while that overlaps the child's bounds on all axes. For components of one sign each bound gives either the
/// first or the last such t. Relative rounding errors are below 2⁻²² and allowed for.
struct Sweep {
    private let entryX: Lanes
    private let entryY: Lanes
    private let entryZ: Lanes
    private let exitX: Lanes
    private let exitY: Lanes
    private let exitZ: Lanes
    private let perEntryX: Lanes
    private let perEntryY: Lanes
    private let perEntryZ: Lanes
    private let perExitX: Lanes
    private let perExitY: Lanes
    private let perExitZ: Lanes
    /// Which of a node's bounds is met first, as places in `BVHNode.bounds`.
    private let firstX: Int
    private let firstY: Int
    private let firstZ: Int

    /// - Parameters:
    ///   - low: least corner of the box, metres from the scene's origin.
    ///   - high: greatest corner.
    ///   - cone: unit vectors whose components do not differ in sign.
    @inline(always)
    init(low: SIMD3<Float>, high: SIMD3<Float>, cone: Cone) {
        let (isDown, leftX) = (cone.least.z < 0, cone.least.x < 0)
        let leftY = cone.least.y < 0
        entryX = Lanes(repeating: leftX ? low.x : high.x)
        entryY = Lanes(repeating: leftY ? low.y : high.y)
        entryZ = Lanes(repeating: isDown ? low.z : high.z)
        exitX = Lanes(repeating: leftX ? high.x : low.x)
        exitY = Lanes(repeating: leftY ? high.y : low.y)
        exitZ = Lanes(repeating: isDown ? high.z : low.z)
        let least = Self.guarded(cone.least, leftX, leftY, isDown)
        let greatest = Self.guarded(cone.greatest, leftX, leftY, isDown)
        perEntryX = Lanes(repeating: 1 / (leftX ? least.x : greatest.x))
        perEntryY = Lanes(repeating: 1 / (leftY ? least.y : greatest.y))
        perEntryZ = Lanes(repeating: 1 / (isDown ? least.z : greatest.z))
        perExitX = Lanes(repeating: 1 / (leftX ? greatest.x : least.x))
        perExitY = Lanes(repeating: 1 / (leftY ? greatest.y : least.y))
        perExitZ = Lanes(repeating: 1 / (isDown ? greatest.z : least.z))
        firstX = leftX ? 1 : 0
        firstY = leftY ? 3 : 2
        firstZ = isDown ? 5 : 4
    }

    /// Components so small that they shift nothing, but can be divided by: 0 · ∞ would be NaN.
    @inline(always)
    private static func guarded(_ v: SIMD3<Float>, _ leftX: Bool, _ leftY: Bool, _ isDown: Bool) -> SIMD3<Float> {
        SIMD3(
            leftX ? min(v.x, -1e-18) : max(v.x, 1e-18), leftY ? min(v.y, -1e-18) : max(v.y, 1e-18),
            isDown ? min(v.z, -1e-18) : max(v.z, 1e-18))
    }

    /// Bit per child that may be met, and from which distance on, metres.
    @inline(always)
    func meets(_ node: UnsafePointer<BVHNode>) -> (mask: UInt32, entry: Lanes) {
        let bounds = UnsafeRawPointer(node).assumingMemoryBound(to: Lanes.self)
        let entry = greatest(
            greatest((bounds[firstX] - entryX) * perEntryX, (bounds[firstY] - entryY) * perEntryY),
            greatest((bounds[firstZ] - entryZ) * perEntryZ, .zero))
        let exit = least(
            least((bounds[firstX ^ 1] - exitX) * perExitX, (bounds[firstY ^ 1] - exitY) * perExitY),
            (bounds[firstZ ^ 1] - exitZ) * perExitZ)
        return (bits(entry .<= exit * (1 + 0x1p-21)), entry)
    }
}
