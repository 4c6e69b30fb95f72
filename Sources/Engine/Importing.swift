public import City
import Foundation
import Formats
import Geodesy
public import Geometry

/// The reader for a file, by its name and first bytes.
/// - Throws: `DataError` if it cannot be opened; `InputError` that lists the formats if none recognises it.
public func reader(for path: String) throws -> any Reader {
    let head = try firstBytes(of: path, count: 65_536)
    for type in readers where type.recognises(path: path, head: head) { return type.init() }
    let names = readers.map { "\($0.format.name) (\($0.format.endings.joined(separator: " ")))" }
    throw DataError(
        file: path,
        problem: head.isEmpty ? "the file is empty" : "no known format; known: " + names.joined(separator: ", "))
}

/// A coordinate system by its name: `EPSG:32642`, WKT, a PROJ string.
/// - Throws: `InputError` if PROJ does not know it.
public func resolveCRS(_ text: String) throws -> CRS { try CRS(resolving: text) }

/// What an import did.
public struct ImportReport: Sendable {
    /// Features per layer, in the order they appeared.
    public var layers: [(name: String, features: Int)] = []
    /// Layers of the store that the files' layers took the place of.
    public var replaced: [String] = []
    public var diagnostics = Diagnostics()
    public var crs: CRS?
}

/// Reads files into a city store; a new store appears whole or not at all, an existing one keeps its old content if
/// anything fails.
///
/// Layers a file brings replace the layers of those names in the store; with `append` their features are added.
/// - Parameters:
///   - crs: the system of a new city; an existing one keeps its own.
///   - licence: of the files, and `sourceOrigin` whose they are; kept in the store and shown on pictures.
public func importFiles(
    _ paths: [String], into store: String, name: String? = nil, crs: CRS? = nil, append: Bool = false,
    options: ReadOptions = ReadOptions(), licence: String? = nil, sourceOrigin: String? = nil
) throws -> ImportReport {
    let existing = fileExists(store) ? try GeoPackage.header(ofCity: store) : nil
    if let existing, let crs, !existing.crs.isSame(as: crs) {
        throw InputError(
            path: "--city-crs", problem: "\(store) is in \(existing.crs.label), not \(crs.label)",
            suggestion: "import into a new store, or leave the option away")
    }
    let importer = Importer(crs: existing?.crs ?? crs, origin: existing?.origin, extent: existing?.extent ?? .empty)
    var output: GeoPackageStore?
    var report = ImportReport()
    var sources: [City.Source] = []
    func open() throws -> GeoPackageStore {
        if let output { return output }
        guard let crs = importer.crs else {
            throw DataError(file: paths.first ?? "", problem: "holds nothing that has a place on Earth")
        }
        let made = try GeoPackageStore(
            path: store, name: name ?? existing?.name ?? stem(store), crs: crs, origin: importer.origin)
        output = made
        return made
    }
    for path in paths {
        var names: [String] = []
        try importer.read(path, options: options) { layer in
            try Monitor.current?.advance(layer.count, of: 0, "features of \(stem(path))")
            if layer.count == 0, report.layers.contains(where: { $0.name == layer.name }) { return }
            let output = try open()
            if !append, !report.layers.contains(where: { $0.name == layer.name }) {
                try output.removeLayer(layer.name)
                if existing?.layers.contains(layer.name) ?? false { report.replaced.append(layer.name) }
            }
            try output.append(layer, origin: importer.origin ?? .zero)
            if !names.contains(layer.name) { names.append(layer.name) }
            if let i = report.layers.firstIndex(where: { $0.name == layer.name }) {
                report.layers[i].features += layer.count
            } else {
                report.layers.append((layer.name, layer.count))
            }
        } terrain: { grid in
            try open().setTerrain(grid, origin: importer.origin ?? .zero)
            if !names.contains("terrain") { names.append("terrain") }
        }
        let format = try type(of: reader(for: path)).format
        sources.append(
            City.Source(
                layers: names, title: lastComponent(path), origin: sourceOrigin ?? format.origin,
                licence: licence ?? format.licence))
    }
    try importer.checkMap()
    report.diagnostics = importer.diagnostics
    report.crs = importer.crs
    let finished = try open().finish(sources: sources, diagnostics: importer.diagnostics)
    report.diagnostics.merge(finished)
    return report
}

/// Opens a city: a store, or any other file that can be read, taken into memory.
/// - Parameter patience: how long to wait for a program that keeps a store locked.
public func openCity(
    _ path: String, options: ReadOptions = ReadOptions(), patience: Duration = .seconds(2)
) throws -> City {
    var city = try readCity(path, options, patience)
    // A city that reaches off its system's map can still be read, mended and queried.
    city.place = try? place(of: city)
    return city
}

/// The middle of a city on the globe.
private func place(of city: City) throws -> City.Place? {
    let extent = city.extent
    guard !extent.isEmpty else { return nil }
    let centre = extent.centre + city.origin
    let projection = try Projection(from: city.crs, to: .wgs84)
    let middle = try projection.transformed(Point3(centre.x, centre.y))
    let north = try projection.transformed(Point3(centre.x, centre.y + 100))
    // Azimuth of the y axis; a degree of longitude is shorter by the cosine of the latitude.
    let east = (north.x - middle.x) * cos(middle.y * .pi / 180)
    return City.Place(
        latitude: .degrees(middle.y), longitude: .degrees(middle.x),
        convergence: .radians(atan2(east, north.y - middle.y)))
}

private func readCity(_ path: String, _ options: ReadOptions, _ patience: Duration) throws -> City {
    let reader = try reader(for: path)
    if reader is GeoPackageReader { return try GeoPackage.loadCity(path, patience: patience) }
    let importer = Importer()
    var drafts: [LayerDraft] = []
    var terrain: Terrain?
    try importer.read(path, options: options) { layer in
        if let i = drafts.firstIndex(where: { $0.name == layer.name }) {
            drafts[i].append(layer)
        } else {
            drafts.append(LayerDraft(copying: layer))
        }
    } terrain: {
        terrain = $0
    }
    try importer.checkMap()
    guard let crs = importer.crs else {
        throw DataError(file: path, problem: "holds nothing that has a place on Earth")
    }
    var diagnostics = importer.diagnostics
    var layers: [Layer] = []
    for draft in drafts { layers.append(draft.finish(&diagnostics)) }
    return City(
        name: stem(path), crs: crs, origin: importer.origin ?? .zero, layers: layers, terrain: terrain,
        sources: [
            City.Source(
                layers: layers.map(\.name), title: lastComponent(path), origin: type(of: reader).format.origin,
                licence: type(of: reader).format.licence)
        ], diagnostics: diagnostics)
}
