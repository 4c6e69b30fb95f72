internal import City
internal import Geometry
internal import JSON

/// Geometries that many objects share, each put in place by a matrix (2.0 §3.4): trees, lamps, benches.
struct CityJSONTemplates: Sendable {
    /// One feature a template, in the template's own coordinates; of kind none where it could not be read.
    private(set) var geometries = Geometries()
    private(set) var lods: [String] = []

    init() {}

    init(_ value: JSONCursor, _ diagnostics: inout Diagnostics) {
        var vertices: [Point3] = []
        let areNumbers = value["vertices-templates"]?.rows { x, y, z, _ in vertices.append(Point3(x, y, z)) } ?? false
        var shape = CityJSONShape()
        for template in value["templates"]?.elements ?? value.elements {
            let problem = vertices.withUnsafeBufferPointer {
                areNumbers ? shape.read(template, vertices: $0, into: &geometries) : .boundaries
            }
            if let problem {
                diagnostics.skipped("bad-template", problem.rawValue, "template \(lods.count)")
                geometries.appendNone()
            } else {
                shape.close(&geometries)
            }
            lods.append(CityJSONShape.lod(template))
        }
    }

    /// Adds a template's parts to a feature.
    /// - Parameters:
    ///   - matrix: 4 × 4, row by row; the last row is not used.
    ///   - place: where the template's origin goes.
    /// - Returns: false if there is no such template.
    func place(
        _ template: Int, matrix: [Double], at place: Point3, into out: inout Geometries, _ box: inout Box
    ) -> Bool {
        guard geometries.kinds.indices.contains(template), geometries.kinds[template] != .none else { return false }
        for part in geometries.parts(of: template) {
            for ring in geometries.rings(ofPart: part) {
                for v in geometries.vertices[geometries.vertices(ofRing: ring)] {
                    let p = Point3(
                        matrix[0] * v.x + matrix[1] * v.y + matrix[2] * v.z + matrix[3] + place.x,
                        matrix[4] * v.x + matrix[5] * v.y + matrix[6] * v.z + matrix[7] + place.y,
                        matrix[8] * v.x + matrix[9] * v.y + matrix[10] * v.z + matrix[11] + place.z)
                    out.addVertex(p)
                    box.extend(p)
                }
                out.endRing()
            }
            out.endPart(geometries.surfaceTypes.isEmpty ? .unknown : geometries.surfaceTypes[part])
        }
        return true
    }
}
