internal import JSON

/// Which of an object's geometries is taken.
///
/// The level of detail asked for, or else the highest. Within one level the geometry that says what its faces are comes
/// first (many files repeat a solid without semantics beside a multi-surface with them), then solids, surfaces, lines
/// and points; among equals the first.
enum CityJSONChoice {
    struct Candidate {
        var geometry: JSONCursor
        var lod: String
        /// Whether it names materials or textures.
        var isDecorated: Bool
        fileprivate var level: Double
        fileprivate var rank: Int
    }

    /// The geometries that may be taken, best first.
    /// - Parameters:
    ///   - lod: `2.2` takes just that, `2` the highest of 2, 2.0 … 2.3 if there is no plain 2; nil the highest there is.
    ///   - templates: levels of detail of the file's geometry templates.
    /// - Returns: how many geometries of other levels there are.
    static func candidates(
        _ list: JSONCursor, lod wanted: String?, templates: [String], _ out: inout [Candidate]
    ) -> Int {
        out.removeAll(keepingCapacity: true)
        for geometry in list.elements where geometry.isObject { out.append(candidate(geometry, templates)) }
        let all = out.count
        if let wanted, all > 0 {
            // What is not asked for is not taken, however good.
            let exact = out.contains { $0.lod == wanted }
            out.removeAll { exact ? $0.lod != wanted : !$0.lod.hasPrefix(wanted + ".") }
        }
        if out.count > 1 {
            // Sorting is stable only by the order it is given.
            out = out.enumerated().sorted {
                ($1.element.level, $1.element.rank, $0.offset) < ($0.element.level, $0.element.rank, $1.offset)
            }.map(\.element)
        }
        guard let level = out.first?.level else { return all }
        return all - out.count { $0.level == level }
    }

    private static func candidate(_ geometry: JSONCursor, _ templates: [String]) -> Candidate {
        var lod = CityJSONShape.lod(geometry)
        var rank = 0
        if let type = geometry["type"] {
            if type.equals("Solid") {
                rank = 5
            } else if type.equals("MultiSolid") || type.equals("CompositeSolid") {
                rank = 4
            } else if type.equals("MultiSurface") || type.equals("CompositeSurface") {
                rank = 3
            } else if type.equals("GeometryInstance") {
                rank = 3
                let template = geometry["template"]?.integer.flatMap { Int(exactly: $0) } ?? -1
                if lod.isEmpty, templates.indices.contains(template) { lod = templates[template] }
            } else if type.equals("MultiLineString") {
                rank = 2
            } else {
                rank = 1
            }
        }
        if geometry["semantics"]?.isObject == true { rank += 10 }
        let decorated = geometry["material"] != nil || geometry["texture"] != nil
        return Candidate(
            geometry: geometry, lod: lod, isDecorated: decorated, level: Double(lod) ?? -1, rank: rank)
    }
}
