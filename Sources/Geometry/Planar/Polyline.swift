/// A place on a polyline.
public struct PolylinePlace: Sendable, Hashable {
    /// The place itself, its height interpolated between the vertices.
    public var point: Point3
    /// Distance along the line from its start, m, in the plane.
    public var along: Double
    /// Number of the segment: 0 lies between the vertices 0 and 1.
    public var segment: Int
    /// Direction of that segment, clockwise from north.
    public var heading: Angle
}

// Polylines are vertices in a row, wherever they are kept: all lengths are in the plane unless they say otherwise.
extension RandomAccessCollection<Point3> {
    /// Length in the plane, m; 0 for fewer than two vertices.
    public var polylineLength: Double { reduceSegments { $0.distance2D(to: $1) } }

    /// Length in space, m.
    public var polylineLength3D: Double { reduceSegments { ($1 - $0).length } }

    /// The place `distance` metres along the line; the start for a negative distance, the end beyond the length, nil
    /// for fewer than two vertices.
    public func place(along distance: Double) -> PolylinePlace? {
        guard var a = first, count >= 2 else { return nil }
        var start = 0.0
        for (i, b) in dropFirst().enumerated() {
            let length = a.distance2D(to: b)
            if start + length >= distance || i == count - 2 {
                let t = length > 0 ? Swift.min(1, Swift.max(0, (distance - start) / length)) : 0
                return place(a, b, t, along: start + t * length, segment: i)
            }
            start += length
            a = b
        }
        return nil
    }

    /// The place of the line nearest to a point in the plane, the first of several; nil for fewer than two vertices.
    public func nearestPlace(to point: Point3) -> PolylinePlace? {
        guard var a = first, count >= 2 else { return nil }
        var start = 0.0
        var best: (distance: Double, place: PolylinePlace)?
        for (i, b) in dropFirst().enumerated() {
            let length = a.distance2D(to: b)
            let distance = Geometry.distance(from: point, to: a, b)
            if distance < best?.distance ?? .infinity {
                let t = nearestFraction(of: point, on: a, b)
                best = (distance, place(a, b, t, along: start + t * length, segment: i))
            }
            start += length
            a = b
        }
        return best?.place
    }

    /// Distance in the plane from the line to a point, m; infinite without vertices.
    public func polylineDistance(to point: Point3) -> Double {
        guard var a = first else { return .infinity }
        var nearest = a.distance2D(to: point)
        for b in dropFirst() {
            nearest = Swift.min(nearest, Geometry.distance(from: point, to: a, b))
            a = b
        }
        return nearest
    }

    private func place(_ a: Point3, _ b: Point3, _ t: Double, along: Double, segment: Int) -> PolylinePlace {
        PolylinePlace(
            point: t == 1 ? b : a + (b - a) * t, along: along, segment: segment,
            heading: azimuth(x: b.x - a.x, y: b.y - a.y))
    }

    private func reduceSegments(_ length: (Point3, Point3) -> Double) -> Double {
        guard var a = first else { return 0 }
        var sum = 0.0
        for b in dropFirst() {
            sum += length(a, b)
            a = b
        }
        return sum
    }
}
