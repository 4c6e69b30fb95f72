internal import City
internal import Geometry

/// What each column of a comma-separated file is for.
struct CSVHeader {
    /// Where a feature's geometry comes from.
    enum Place: Equatable {
        case xy(x: Int, y: Int, z: Int?)
        case wkt(Int)
    }

    /// One attribute: its column in the file and its name in the city.
    struct Attribute {
        let column: Int
        let name: String
    }

    let place: Place
    /// Whether the names say that the coordinates are longitude and latitude.
    let isGeographic: Bool
    let id: Int?
    let attributes: [Attribute]
    let columnCount: Int

    private static let xNames = [
        "x", "x_coord", "xcoord", "coord_x", "point_x", "easting", "east", "longitude", "lon", "lng", "long",
    ]
    private static let yNames = [
        "y", "y_coord", "ycoord", "coord_y", "point_y", "northing", "north", "latitude", "lat", "lat", "lat",
    ]
    private static let zNames = ["z", "z_coord", "zcoord", "coord_z", "point_z"]
    private static let wktNames = ["wkt", "geometry_wkt", "geometry", "geom", "the_geom", "wkt_geom"]

    /// - Parameters:
    ///   - names: the cells of the header row.
    ///   - map: names in the city ← names in the file; `x`, `y`, `z`, `id` and `wkt` stand for the geometry and the id.
    init(_ names: [String], map: [String: String], file: String, _ diagnostics: inout Diagnostics) throws {
        let names = CSVHeader.clean(names, &diagnostics)
        let lower = names.map { $0.lowercased() }
        func column(named name: String) throws -> Int {
            if let exact = names.firstIndex(of: name) ?? lower.firstIndex(of: name.lowercased()) { return exact }
            throw InputError(
                path: "map", problem: "\(file) has no column '\(name)'",
                suggestion: nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                    ?? "it has: \(names.joined(separator: ", "))")
        }
        var mapped: [String: Int] = [:]
        for (city, name) in map.sorted(by: { $0.key < $1.key }) { mapped[city] = try column(named: name) }

        let isLonLat: Bool
        (place, isLonLat) = try CSVHeader.place(lower, mapped, file, names)
        isGeographic = isLonLat
        let taken = Set(map.values.map { $0.lowercased() })
        // A column that was given another name is no id any more.
        id = mapped["id"] ?? lower.firstIndex { $0 == "id" && !taken.contains($0) }

        var used: Set<Int> = id.map { [$0] } ?? []
        switch place {
        case .xy(let x, let y, let z):
            used.formUnion([x, y])
            if let z { used.insert(z) }
        case .wkt(let column): used.insert(column)
        }
        let roles: Set = ["x", "y", "z", "id", "wkt"]
        var attributes: [Attribute] = []
        for (i, name) in names.enumerated() {
            let given = mapped.filter { $0.value == i && !roles.contains($0.key) }.map(\.key).sorted()
            for name in given { attributes.append(Attribute(column: i, name: name)) }
            if given.isEmpty, !used.contains(i) { attributes.append(Attribute(column: i, name: name)) }
        }
        self.attributes = attributes
        columnCount = names.count
    }

    private static func place(
        _ lower: [String], _ mapped: [String: Int], _ file: String, _ names: [String]
    ) throws -> (Place, Bool) {
        if let wkt = mapped["wkt"] { return (.wkt(wkt), false) }
        let z = mapped["z"] ?? zNames.lazy.compactMap { lower.firstIndex(of: $0) }.first
        switch (mapped["x"], mapped["y"]) {
        case (let x?, let y?): return (.xy(x: x, y: y, z: z), isLongitude(lower[x]) && isLatitude(lower[y]))
        case (nil, nil): break
        default:
            throw InputError(
                path: "map", problem: "of x and y only one is given", suggestion: "give both: x=COLUMN, y=COLUMN")
        }
        if let wkt = wktNames.lazy.compactMap({ lower.firstIndex(of: $0) }).first { return (.wkt(wkt), false) }
        for (x, y) in zip(xNames, yNames) {
            guard let x = lower.firstIndex(of: x), let y = lower.firstIndex(of: y) else { continue }
            return (.xy(x: x, y: y, z: z), isLongitude(lower[x]))
        }
        throw InputError(
            path: "map", problem: "\(file) has no columns that look like coordinates",
            suggestion:
                "say which they are: x=COLUMN and y=COLUMN, or wkt=COLUMN; it has: \(names.joined(separator: ", "))")
    }

    private static func isLongitude(_ name: String) -> Bool { ["longitude", "lon", "lng", "long"].contains(name) }
    private static func isLatitude(_ name: String) -> Bool { ["latitude", "lat"].contains(name) }

    /// Names without white space around them, none empty, none twice.
    private static func clean(_ names: [String], _ diagnostics: inout Diagnostics) -> [String] {
        var seen: Set<String> = []
        return names.enumerated().map { i, name in
            let plain = name.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            let base = plain.isEmpty ? "column_\(i + 1)" : plain
            var unique = base
            var n = 2
            while seen.contains(unique) {
                unique = "\(base)_\(n)"
                n += 1
            }
            if unique != base {
                diagnostics.repaired("duplicate-column", "a column name occurs twice; the later one got a number", base)
            }
            seen.insert(unique)
            return unique
        }
    }
}
