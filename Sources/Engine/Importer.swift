public import City
import Geodesy
public import Geometry

/// Projects and cleans what readers deliver, batch by batch, into the coordinates of one city.
///
/// The city's system and origin are those of an existing city, or are settled by where most of the first features lie:
/// the file's own system if that is a plane in metres, else the UTM zone. What is out of the city's reach is left out.
public final class Importer {
    public private(set) var crs: CRS?
    public private(set) var origin: Point3?
    public internal(set) var diagnostics = Diagnostics()
    /// Attributes to be renamed that files do not have: in how many, and what was said of the first.
    private var unmet: [String: (files: Int, problem: String)] = [:]
    private var files = 0
    private var projections: [CRS: Projection] = [:]
    /// The country around the city: one datum shift serves all of it.
    private var area: AreaOfUse?
    /// Where the city's features are, city coordinates: terrain far from them is not kept.
    private var extent: Box
    /// How many crossings of rings may still be mended.
    private var crossings = Cleaning.allCrossings
    /// How far beyond the features terrain is kept, m: hills a few kilometres away still shade.
    private static let terrainMargin = 3000.0
    /// So many features say where the city is; few do not wait for more if the file has no more.
    private static let quorum = 1000

    public init(crs: CRS? = nil, origin: Point3? = nil, extent: Box = .empty, area: AreaOfUse? = nil) {
        self.extent = extent
        self.crs = crs
        self.origin = origin
        self.area = area
    }

    /// Reads one file; `sink` gets clean layers in city coordinates, and terrain.
    /// - Throws: `DataError` if the file cannot be read, or has places and none of them is on its system's map or
    ///   within the city's reach.
    public func read(
        _ path: String, options: ReadOptions, terrainCell: Double = 30,
        into sink: (_ layer: Layer) throws -> Void, terrain: (Terrain) throws -> Void
    ) throws {
        do {
            try readPlacing(path, options, terrainCell, into: sink, terrain: terrain)
        } catch let error as NativeError where error.library == "PROJ" {
            throw DataError(
                file: path, problem: "cannot be brought from its coordinate system into the city's: \(error.message)")
        }
    }

    private func readPlacing(
        _ path: String, _ options: ReadOptions, _ terrainCell: Double, into sink: (_ layer: Layer) throws -> Void,
        terrain: (Terrain) throws -> Void
    ) throws {
        let reader = try reader(for: path)
        var waiting: [Arrival] = []
        var (arrived, placed) = (0, 0)
        /// Middle of the first batch that found no place, for the error's text.
        var stray: (middle: Point3, source: CRS)?
        func deliver(_ batch: Arrival) throws {
            for layer in batch.layers {
                let located = layer.located
                let clean = try place(layer, from: batch.crs)
                arrived += located
                placed += clean.located
                if stray == nil, located > 0, clean.located == 0 {
                    stray = [layer].somePlaces.middle.map { ($0, batch.crs) }
                }
                extent.extend(clean.geometries.extent)
                try sink(clean)
            }
            if let grid = batch.terrain, let placed = try place(grid, from: batch.crs, cell: terrainCell) {
                try terrain(placed)
            }
        }
        let noticed = try reader.read(path, options: options) { batch in
            let batch = Arrival(crs: options.crs ?? batch.crs, layers: batch.layers, terrain: batch.terrain)
            guard origin == nil else { return try deliver(batch) }
            waiting.append(batch)
            guard waiting.reduce(0, { $0 + $1.located }) >= Importer.quorum else { return }
            try settle(by: waiting, file: path)
            try waiting.forEach(deliver)
            waiting = []
        }
        if !waiting.isEmpty {
            try settle(by: waiting, file: path)
            try waiting.forEach(deliver)
        }
        diagnostics.merge(noticed)
        files += 1
        for d in noticed.all where d.code == "attribute-not-found" {
            for pair in d.features { unmet[pair] = ((unmet[pair]?.files ?? 0) + 1, unmet[pair]?.problem ?? d.message) }
        }
        if placed == 0, arrived > 0, let stray { throw try misplaced(path, stray.middle, stray.source) }
    }

    /// Whether every attribute to be renamed was in one file at least: a slip in its name would lose all its values.
    /// - Throws: `InputError` with the name it may have been.
    func checkMap() throws {
        guard let (pair, found) = unmet.filter({ $0.value.files == files }).min(by: { $0.key < $1.key }) else { return }
        throw InputError(path: "--map \(pair)", problem: found.problem)
    }

    /// What a reader delivered, in the system that counts.
    private struct Arrival {
        var crs: CRS
        var layers: [Layer]
        var terrain: Terrain?
        /// How many features have a place.
        var located: Int { layers.reduce(0) { $0 + $1.located } }
    }

    /// Settles the city's system and origin by where most of the features are.
    private func settle(by batches: [Arrival], file: String) throws {
        // Tables of one file may be in several systems: most features decide.
        guard let source = batches.max(by: { $0.located < $1.located })?.crs else { return }
        let same = batches.filter { $0.crs == source }
        var places = same.flatMap(\.layers).somePlaces
        if places.isEmpty { places = same.compactMap { $0.terrain?.box.centre } }
        guard !places.isEmpty else { return }
        let onMap = try zip(places, Importer.degrees(of: places, in: source)).compactMap { $1 == nil ? nil : $0 }
        guard let middle = onMap.middle, let place = try Importer.degrees(of: [middle], in: source)[0] else {
            throw offTheMap(file, places.middle ?? places[0], source)
        }
        try cautionOutside(source, middle, place)
        area = AreaOfUse(around: place.x, place.y)
        let plane = try crs ?? self.plane(for: source, at: middle, place)
        crs = plane
        var points = [middle]
        guard try projection(from: source, to: plane).transform(&points).isEmpty else {
            throw DataError(
                file: file,
                problem: "its features lie around \(Importer.words(place)), which has no place in \(plane.label)")
        }
        // Whole kilometres: the sum of origin and city coordinate stays exact to 1e-9 m, and a person can read it.
        origin = Point3((points[0].x / 1000).rounded(.down) * 1000, (points[0].y / 1000).rounded(.down) * 1000)
    }

    /// Longitudes and latitudes of places; nil for one that is not on its system's map.
    private static func degrees(of places: [Point3], in source: CRS) throws -> [Point3?] {
        let there = try Projection(from: source, to: .wgs84)
        var degrees = places
        _ = try there.transform(&degrees)
        var back = degrees
        if source.isProjected { _ = try there.inverse.transform(&back) }
        return places.indices.map { i in
            let (p, place) = (places[i], degrees[i])
            guard place.x.isFinite, place.y.isFinite else { return nil }
            guard source.isProjected else { return Box.globe.contains(p) ? place : nil }
            // Far off its middle a projection may fold the globe over itself: what does not come back was not there.
            return back[i].distance2D(to: p) * source.metresPerUnit < 100 ? place : nil
        }
    }

    /// A plane in metres for data in some system: the system itself if its metres are metres there, or the UTM zone.
    /// - Parameter place: `middle` in degrees.
    private func plane(for source: CRS, at middle: Point3, _ place: Point3) throws -> CRS {
        let utm = try Importer.utm(at: place)
        guard source.isProjected, abs(source.metresPerUnit - 1) < 1e-12 else { return utm }
        let steps = try Importer.degrees(of: [Point3(1000, 0), Point3(0, 1000)].map { middle + $0 }, in: source)
        let lengths = steps.compactMap { $0 }.map {
            haversine(.degrees(place.y), .degrees(place.x), .degrees($0.y), .degrees($0.x))
        }
        // The sphere is wrong by half a percent; Web Mercator stretches by 1/cos φ, national systems by less than 0.1 %.
        guard let worst = lengths.max(by: { abs($0 - 1) < abs($1 - 1) }), abs(worst - 1) > 0.02 else { return source }
        diagnostics.note(
            "stretched-plane",
            "a kilometre of \(source.label) is \(Int((worst * 1000).rounded())) m here; the city is in \(utm.label)")
        return utm
    }

    private static func utm(at place: Point3) throws -> CRS {
        // UTM: zones of 6° from 180° W; 326xx north, 327xx south (EPSG Guidance Note 7-2, 3.2.2).
        let east = (place.x + 180).truncatingRemainder(dividingBy: 360)
        let zone = min(max(Int((east < 0 ? east + 360 : east) / 6) + 1, 1), 60)
        return try CRS(resolving: "EPSG:\((place.y < 0 ? 32700 : 32600) + zone)")
    }

    private func projection(from: CRS, to: CRS) throws -> Projection {
        if let known = projections[from] { return known }
        if area == nil, let origin, let place = try Importer.degrees(of: [origin], in: to)[0] {
            area = AreaOfUse(around: place.x, place.y)
        }
        let made = try Projection(from: from, to: to, over: area)
        projections[from] = made
        return made
    }

    /// A layer in city coordinates, clean.
    func place(_ layer: Layer, from source: CRS) throws -> Layer {
        guard let crs, let origin else { return layer }
        let projection = try projection(from: source, to: crs)
        let geometries = try layer.geometries.mapVertices { vertices in
            _ = try projection.transform(&vertices)
            for i in vertices.indices {
                vertices[i].x -= origin.x
                vertices[i].y -= origin.y
            }
        }
        var cleaning = Cleaning(unprojected: layer.geometries, map: crs.label, budget: crossings)
        let clean = try cleaning.clean(layer.with(geometries: geometries))
        crossings = cleaning.budget
        diagnostics.merge(cleaning.diagnostics)
        return clean
    }

    private func place(_ grid: Terrain, from source: CRS, cell: Double) throws -> Terrain? {
        guard let crs, let origin else { return nil }
        let projection = try projection(from: source, to: crs)
        if projection.isIdentity {
            return Terrain(
                origin: grid.origin - origin, cellX: grid.cellX, cellY: grid.cellY, columns: grid.columns,
                rows: grid.rows, heights: grid.heights)
        }
        var corners: [Point3] = []
        let box = grid.box
        for i in 0...16 {
            let t = Double(i) / 16
            corners.append(Point3(box.minX + t * box.width, box.minY))
            corners.append(Point3(box.minX + t * box.width, box.maxY))
            corners.append(Point3(box.minX, box.minY + t * box.height))
            corners.append(Point3(box.maxX, box.minY + t * box.height))
        }
        _ = try projection.transform(&corners)
        var target = Box.empty
        for c in corners where c.isFinite { target.extend(c - origin) }
        if !extent.isEmpty {
            let wanted = extent.grown(by: Self.terrainMargin)
            guard wanted.intersects(target) else {
                diagnostics.caution("terrain-elsewhere", "the terrain lies beside the city and was left out")
                return nil
            }
            target = Box(
                minX: max(target.minX, wanted.minX), minY: max(target.minY, wanted.minY),
                maxX: min(target.maxX, wanted.maxX), maxY: min(target.maxY, wanted.maxY))
        }
        guard !target.isEmpty else { return nil }
        let back = projection.inverse
        return try grid.resampled(to: target, cell: cell) { points in
            var points = points.map { $0 + origin }
            _ = try back.transform(&points)
            return points
        }
    }
}
