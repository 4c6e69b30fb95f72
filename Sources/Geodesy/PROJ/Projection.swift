import CPROJ
import Dispatch
public import Geometry
import Synchronization

/// A transformation of positions from one coordinate reference system to another.
///
/// x is always easting or longitude and y northing or latitude, in the units of the systems (degrees for geographic
/// ones). z is left as it is: heights stay heights. A projection may be used by many threads at once.
///
/// Between datums PROJ chooses among the published operations by area, without grids that are not installed and
/// without the network; `operation(at:)` says which one it took and how good it is (Pulkovo 1942 to WGS 84: 1.5 to 5 m,
/// depending on the country). Between systems of one datum, as UTM and WGS 84, the result is exact to 0.1 mm.
public struct Projection: Sendable {
    public let from: CRS
    public let to: CRS
    private let area: AreaOfUse?
    /// Whether the caller named the area, so that one operation serves all of it.
    private let single: Bool
    private let direction: PJ_DIRECTION
    private let idle: Idle

    /// Handles not in use at the moment. One is made per thread that works at the same time, and kept: making one
    /// reads PROJ's database and costs more than 10,000 points.
    private final class Idle: Sendable {
        let transformations = Mutex<[Handle]>([])
    }

    /// A transformation on its way between threads; whoever took it out of `Idle` is alone with it.
    private struct Handle: @unchecked Sendable {
        let transformation: Transformation
    }

    /// - Parameter area: where the points will lie. One datum shift is chosen at its middle and used for all points, so
    ///   that a city has no seam; a city's reader should give its extent. Without it PROJ chooses at every point
    ///   among the shifts for where both systems are meant to be used, and neighbours on either side of a border may
    ///   come to lie metres apart.
    /// - Throws: `InputError` if a system's identifier cannot be resolved, `NativeError` if PROJ knows no way.
    public init(from: CRS, to: CRS, over area: AreaOfUse? = nil) throws {
        self.from = from
        self.to = to
        self.area = area ?? Self.sharedArea(from, to)
        single = area != nil
        direction = PJ_FWD
        idle = Idle()
        // Fail here rather than at the first point.
        if !isIdentity { release(try acquire()) }
    }

    private init(inverting other: Projection) {
        from = other.to
        to = other.from
        area = other.area
        single = other.single
        direction = other.direction == PJ_FWD ? PJ_INV : PJ_FWD
        idle = other.idle
    }

    /// The way back, by the same operation.
    ///
    /// There and back is exact to 0.1 µm within a datum. Across datums about 1 mm is lost, because the shift is made at
    /// height 0 on either side.
    public var inverse: Projection { Projection(inverting: self) }

    /// Whether both systems are the same, so that nothing changes.
    public var isIdentity: Bool { from.isSame(as: to) }

    /// Transforms points in place, on all cores when there are many.
    /// - Returns: the indices of the points that have no image, ascending; their x and y are NaN.
    public func transform(_ points: inout [Point3]) throws -> [Int] {
        let stride = MemoryLayout<Point3>.stride
        guard let xOffset = MemoryLayout<Point3>.offset(of: \.x), let yOffset = MemoryLayout<Point3>.offset(of: \.y)
        else { return [] }
        return try points.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return [] }
            return try run(
                x: (base + xOffset).assumingMemoryBound(to: Double.self),
                y: (base + yOffset).assumingMemoryBound(to: Double.self), stride: stride, count: bytes.count / stride)
        }
    }

    /// Transforms columns of coordinates in place, on all cores when there are many.
    /// - Precondition: both columns have the same length.
    /// - Returns: the indices of the points that have no image, ascending; their x and y are NaN.
    public func transform(x: inout [Double], y: inout [Double]) throws -> [Int] {
        precondition(x.count == y.count, "columns of different length")
        let count = x.count
        return try x.withUnsafeMutableBufferPointer { x in
            try y.withUnsafeMutableBufferPointer { y in
                guard let x = x.baseAddress, let y = y.baseAddress else { return [] }
                return try run(x: x, y: y, stride: MemoryLayout<Double>.stride, count: count)
            }
        }
    }

    /// The image of one point.
    /// - Throws: `NativeError` if it has none.
    public func transformed(_ point: Point3) throws -> Point3 {
        var points = [point]
        guard try transform(&points).isEmpty else {
            throw NativeError(
                library: "PROJ", function: "proj_trans_generic",
                message: "(\(point.x), \(point.y)) in \(from.label) has no place in \(to.label)")
        }
        return points[0]
    }

    /// The operation a point goes through: its name, and its accuracy in metres if that is known.
    public func operation(at point: Point3) throws -> (name: String, accuracy: Double?) {
        guard !isIdentity else { return ("identity", 0) }
        var (x, y) = (point.x, point.y)
        let handle = try acquire()
        defer { release(handle) }
        handle.transformation.apply(direction, x: &x, y: &y, stride: MemoryLayout<Double>.stride, count: 1)
        return handle.transformation.lastUsed() ?? ("unknown", nil)
    }

    private func run(
        x: UnsafeMutablePointer<Double>, y: UnsafeMutablePointer<Double>, stride: Int, count: Int
    ) throws -> [Int] {
        if !isIdentity {
            // Below this a second handle costs more than the second core saves.
            let chunk = 16_384
            if count < 4 * chunk {
                let handle = try acquire()
                defer { release(handle) }
                handle.transformation.apply(direction, x: x, y: y, stride: stride, count: count)
            } else {
                try runInParallel(x: x, y: y, stride: stride, count: count, chunk: chunk)
            }
        }
        let rawX = UnsafeMutableRawPointer(x)
        let rawY = UnsafeMutableRawPointer(y)
        var failed: [Int] = []
        for i in 0..<count {
            let px = (rawX + i * stride).assumingMemoryBound(to: Double.self)
            let py = (rawY + i * stride).assumingMemoryBound(to: Double.self)
            if !(px.pointee.isFinite && py.pointee.isFinite) {
                px.pointee = .nan
                py.pointee = .nan
                failed.append(i)
            }
        }
        return failed
    }

    private func runInParallel(
        x: UnsafeMutablePointer<Double>, y: UnsafeMutablePointer<Double>, stride: Int, count: Int, chunk: Int
    ) throws {
        // Each chunk touches its own points only, so the pointers may cross threads.
        nonisolated(unsafe) let rawX = UnsafeMutableRawPointer(x)
        nonisolated(unsafe) let rawY = UnsafeMutableRawPointer(y)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { i in
            do {
                let handle = try acquire()
                defer { release(handle) }
                let first = i * chunk
                handle.transformation.apply(
                    direction, x: (rawX + first * stride).assumingMemoryBound(to: Double.self),
                    y: (rawY + first * stride).assumingMemoryBound(to: Double.self), stride: stride,
                    count: min(chunk, count - first))
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func acquire() throws -> Handle {
        if let handle = idle.transformations.withLock({ $0.popLast() }) { return handle }
        // `idle` belongs to the forward way; an inverse made from it must build the same operation.
        let (source, target) = direction == PJ_FWD ? (from, to) : (to, from)
        return Handle(transformation: try Transformation(from: source, to: target, over: area, single: single))
    }

    private func release(_ handle: Handle) { idle.transformations.withLock { $0.append(handle) } }

    /// Where both systems may be used, if that is one region.
    private static func sharedArea(_ a: CRS, _ b: CRS) -> AreaOfUse? {
        guard let p = a.areaOfUse, let q = b.areaOfUse else { return a.areaOfUse ?? b.areaOfUse }
        guard p.west <= p.east, q.west <= q.east else { return nil }
        let shared = AreaOfUse(
            west: max(p.west, q.west), south: max(p.south, q.south), east: min(p.east, q.east),
            north: min(p.north, q.north))
        return shared.west < shared.east && shared.south < shared.north ? shared : nil
    }
}
