import CPROJ
import Geometry

/// A PROJ coordinate reference system reduced to its horizontal part.
struct HorizontalCRS {
    /// The two-dimensional system, possibly bound to a datum shift (`+towgs84`).
    let object: ProjObject
    /// `object` without its datum shift: what has a name, axes and a code.
    let base: ProjObject
    /// Name of the vertical part that was left out.
    let vertical: String?

    /// - Throws: `InputError` when the text names no system whose coordinates can be drawn on a map.
    init(_ identifier: String, in context: ProjContext) throws {
        let text = identifier.trimmed
        guard !text.isEmpty else {
            throw InputError(path: "crs", problem: "is empty", suggestion: "give a code such as EPSG:32642")
        }
        guard let made = proj_create(context.raw, Self.definition(text)) else {
            _ = context.takeMessage()
            throw InputError(
                path: "crs", problem: "\(text.shortened) is unknown",
                suggestion: Self.suggestion(for: text, in: context))
        }
        var crs = ProjObject(made, in: context)
        guard proj_is_crs(crs.raw) != 0 else {
            throw InputError(
                path: "crs", problem: "\(text.shortened) is not a coordinate reference system",
                suggestion: "give a code such as EPSG:32642")
        }
        var vertical: String?
        if proj_get_type(crs.raw) == PJ_TYPE_COMPOUND_CRS {
            let height = try context.object("proj_crs_get_sub_crs", proj_crs_get_sub_crs(context.raw, crs.raw, 1))
            vertical = height.name
            crs = try context.object("proj_crs_get_sub_crs", proj_crs_get_sub_crs(context.raw, crs.raw, 0))
        }
        // A 3D system would have heights changed along with the position; heights stay heights.
        crs = try context.object("proj_crs_demote_to_2D", proj_crs_demote_to_2D(context.raw, nil, crs.raw))
        object = crs
        if proj_get_type(crs.raw) == PJ_TYPE_BOUND_CRS {
            base = try context.object("proj_get_source_crs", proj_get_source_crs(context.raw, crs.raw))
        } else {
            base = crs
        }
        self.vertical = vertical
        let type = proj_get_type(base.raw)
        guard type == PJ_TYPE_PROJECTED_CRS || type == PJ_TYPE_GEOGRAPHIC_2D_CRS else {
            let kind = Self.kind(of: type)
            throw InputError(
                path: "crs", problem: "\(text.shortened) is \(kind), without x and y on a map",
                suggestion: "give a projected or geographic system such as EPSG:32642")
        }
    }

    var isGeographic: Bool { proj_get_type(base.raw) == PJ_TYPE_GEOGRAPHIC_2D_CRS }

    /// PROJ takes `+proj=…` for a conversion unless told that it is a system.
    private static func definition(_ text: String) -> String {
        let isProjString = text.hasPrefix("+proj=") || text.hasPrefix("proj=") || text.hasPrefix("+init=")
        return isProjString && !text.contains("proj=pipeline") && !text.contains("type=crs")
            ? text + " +type=crs" : text
    }

    private static func kind(of type: PJ_TYPE) -> String {
        switch type {
        case PJ_TYPE_GEOCENTRIC_CRS: "a geocentric system"
        case PJ_TYPE_VERTICAL_CRS: "a system of heights"
        case PJ_TYPE_TEMPORAL_CRS: "a system of time"
        case PJ_TYPE_ENGINEERING_CRS: "a local system that is not tied to the Earth"
        default: "a system of another kind"
        }
    }

    /// A known system that the unknown text resembles, as a question; nil if none is near.
    private static func suggestion(for text: String, in context: ProjContext) -> String? {
        let code: Substring
        if let colon = text.lastIndex(of: ":") {
            // Only codes without a version or a URN are worth guessing.
            guard text[..<colon].uppercased() == "EPSG" else { return nil }
            code = text[text.index(after: colon)...].drop { $0 == " " }
        } else {
            code = text[...]
        }
        guard let number = Int(code), number > 0 else {
            return "give a code such as EPSG:32642, WKT or a PROJ string"
        }
        // In order: a forgotten authority, one digit too many at either end, one digit too many within.
        var candidates = [String(number)]
        let digits = Array(String(number))
        if digits.count >= 5 {
            for i in digits.indices.reversed() {
                candidates.append(String(digits[..<i] + digits[(i + 1)...]))
            }
        }
        for candidate in candidates {
            if let made = proj_create_from_database(context.raw, "EPSG", candidate, PJ_CATEGORY_CRS, 0, nil) {
                proj_destroy(made)
                _ = context.takeMessage()
                return "did you mean EPSG:\(candidate)?"
            }
        }
        _ = context.takeMessage()
        return nil
    }
}

extension String {
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }

    /// WKT can be pages long; a message shows its beginning.
    var shortened: String { count > 60 ? prefix(57) + "..." : self }
}
