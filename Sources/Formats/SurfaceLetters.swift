internal import City
internal import Geometry

/// What the faces of a feature are, as a text that an attribute can hold: one letter a face.
///
/// `RRWWG` makes a surface of the faces; a '-' in front leaves them what they are, an area on the map.
enum SurfaceLetters {
    /// Name of the attribute.
    static let column = "surface_types"

    /// The letters of a feature; nil for one that needs none.
    static func text(of row: Int, in g: Geometries) -> String? {
        let kind = g.kinds[row]
        let parts = g.parts(of: row)
        if kind == .surface {
            return g.surfaceTypes.isEmpty
                ? String(repeating: SurfaceType.unknown.letter, count: parts.count)
                : String(g.surfaceTypes[parts].map(\.letter))
        }
        guard !g.surfaceTypes.isEmpty, kind.isArea, g.surfaceTypes[parts].contains(where: { $0 != .unknown }) else {
            return nil
        }
        return "-" + String(g.surfaceTypes[parts].map(\.letter))
    }

    /// Reads letters for so many faces; nil if the text is something else.
    static func read(_ text: String, faces: Int) -> (types: [SurfaceType], isSurface: Bool)? {
        let isSurface = !text.hasPrefix("-")
        let letters = isSurface ? text[...] : text.dropFirst()
        let types = letters.compactMap { SurfaceType(letter: $0) }
        return types.count == faces && letters.count == faces && faces > 0 ? (types, isSurface) : nil
    }
}
