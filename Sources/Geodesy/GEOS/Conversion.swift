import CGEOS
import Geometry

// Polygons to GEOS and back. A `Point3` is three doubles in a row, which is the layout of GEOS's coordinate buffers.

extension GeosContext {
    /// Vertices with NaN or infinite coordinates are dropped: GEOS's operations must not see them.
    func geometry(of polygon: Polygon) throws -> GeosGeometry {
        try geometry("GEOSGeom_createPolygon_r", try rawPolygon(polygon))
    }

    /// One polygon as it is; several as a multipolygon, united where they overlap so that it is valid.
    func region(of polygons: [Polygon]) throws -> GeosGeometry {
        if polygons.count == 1 { return try geometry(of: polygons[0]) }
        let collection = try self.collection(of: polygons)
        return try geometry("GEOSUnaryUnion_r", GEOSUnaryUnion_r(raw, collection.raw))
    }

    func collection(of polygons: [Polygon]) throws -> GeosGeometry {
        var parts: [OpaquePointer?] = []
        do {
            for polygon in polygons { parts.append(try rawPolygon(polygon)) }
        } catch {
            for part in parts { GEOSGeom_destroy_r(raw, part) }
            throw error
        }
        let made = GEOSGeom_createCollection_r(raw, Int32(GEOS_MULTIPOLYGON.rawValue), &parts, UInt32(parts.count))
        return try geometry("GEOSGeom_createCollection_r", made)
    }

    func line(along points: [Point3]) throws -> GeosGeometry {
        try geometry("GEOSGeom_createLineString_r", GEOSGeom_createLineString_r(raw, try sequence(points)))
    }

    func point(_ point: Point3) throws -> GeosGeometry {
        try geometry("GEOSGeom_createPointFromXY_r", GEOSGeom_createPointFromXY_r(raw, point.x, point.y))
    }

    /// The polygons in a result, exterior counter-clockwise; points and lines in it have no area and are left out.
    func polygons(in geometry: GeosGeometry, like input: [Polygon]) throws -> [Polygon] {
        var result: [Polygon] = []
        try collect(geometry.raw, into: &result)
        guard result.contains(where: { $0.vertices.contains { $0.z.isNaN } }) else { return result }
        // GEOS gives a new vertex no height where it has nothing to interpolate between.
        let heights = input.flatMap(\.vertices).lazy.map(\.z).filter(\.isFinite)
        let mean = heights.isEmpty ? 0 : heights.reduce(0, +) / Double(heights.count)
        for i in result.indices {
            for j in result[i].vertices.indices where result[i].vertices[j].z.isNaN { result[i].vertices[j].z = mean }
        }
        return result
    }

    func coordinates(of geometry: OpaquePointer) throws -> [Point3] {
        guard let sequence = GEOSGeom_getCoordSeq_r(raw, geometry) else { throw error("GEOSGeom_getCoordSeq_r") }
        var count: UInt32 = 0
        guard GEOSCoordSeq_getSize_r(raw, sequence, &count) == 1 else { throw error("GEOSCoordSeq_getSize_r") }
        var points = [Point3](repeating: .zero, count: Int(count))
        guard count > 0 else { return points }
        let copied = points.withUnsafeMutableBytes { bytes in
            GEOSCoordSeq_copyToBuffer_r(
                raw, sequence, bytes.baseAddress?.assumingMemoryBound(to: Double.self), 1, 0)
        }
        guard copied == 1 else { throw error("GEOSCoordSeq_copyToBuffer_r") }
        return points
    }

    private func rawPolygon(_ polygon: Polygon) throws -> OpaquePointer {
        var rings: [OpaquePointer?] = []
        for i in 0..<polygon.ringCount {
            var ring = polygon.ring(i).filter { $0.x.isFinite && $0.y.isFinite }
            // A ring needs three corners; without an exterior there is nothing to cut holes into.
            guard ring.count >= 3 else {
                if i == 0 { break }
                continue
            }
            ring.append(ring[0])
            do {
                guard let made = GEOSGeom_createLinearRing_r(raw, try sequence(ring)) else {
                    throw error("GEOSGeom_createLinearRing_r")
                }
                rings.append(made)
            } catch {
                for ring in rings { GEOSGeom_destroy_r(raw, ring) }
                throw error
            }
        }
        guard let shell = rings.first else {
            guard let empty = GEOSGeom_createEmptyPolygon_r(raw) else { throw error("GEOSGeom_createEmptyPolygon_r") }
            return empty
        }
        var holes = Array(rings.dropFirst())
        // GEOS owns the rings from here, whether or not it makes a polygon of them.
        guard let made = GEOSGeom_createPolygon_r(raw, shell, &holes, UInt32(holes.count)) else {
            throw error("GEOSGeom_createPolygon_r")
        }
        return made
    }

    private func sequence(_ points: [Point3]) throws -> OpaquePointer {
        let made = points.withUnsafeBytes { bytes in
            GEOSCoordSeq_copyFromBuffer_r(
                raw, bytes.baseAddress?.assumingMemoryBound(to: Double.self), UInt32(points.count), 1, 0)
        }
        guard let made else { throw error("GEOSCoordSeq_copyFromBuffer_r") }
        return made
    }

    private func collect(_ geometry: OpaquePointer, into polygons: inout [Polygon]) throws {
        switch UInt32(bitPattern: GEOSGeomTypeId_r(raw, geometry)) {
        case GEOS_POLYGON.rawValue:
            guard let shell = GEOSGetExteriorRing_r(raw, geometry) else { throw error("GEOSGetExteriorRing_r") }
            let exterior = try ring(shell)
            guard exterior.count >= 3 else { return }
            var holes: [[Point3]] = []
            for i in 0..<max(0, GEOSGetNumInteriorRings_r(raw, geometry)) {
                guard let hole = GEOSGetInteriorRingN_r(raw, geometry, i) else {
                    throw error("GEOSGetInteriorRingN_r")
                }
                holes.append(try ring(hole))
            }
            polygons.append(Polygon(exterior: exterior, holes: holes).normalised())
        case GEOS_MULTIPOLYGON.rawValue, GEOS_GEOMETRYCOLLECTION.rawValue:
            for i in 0..<max(0, GEOSGetNumGeometries_r(raw, geometry)) {
                guard let part = GEOSGetGeometryN_r(raw, geometry, i) else { throw error("GEOSGetGeometryN_r") }
                try collect(part, into: &polygons)
            }
        default: return
        }
    }

    private func ring(_ geometry: OpaquePointer) throws -> [Point3] { try coordinates(of: geometry).dropLast() }
}
