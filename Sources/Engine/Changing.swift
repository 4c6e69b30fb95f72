import City
import Formats
import Geodesy
import Geometry
import JSON

extension Change {
    /// An edit as it was read: what was noticed, and the file its features are from.
    struct Reading {
        var change: Change
        var diagnostics = Diagnostics()
        var source: City.Source?
    }

    /// Reads an edit as a scenario writes it.
    ///
    /// `{"add": layer, "features": GeoJSON}`, `{"set": layer, "where": condition, "values": {…}}`,
    /// `{"remove": layer, "where": condition}`. GeoJSON is WGS 84 unless it or the edit names a `crs`. In the place of
    /// GeoJSON there may be the path of a file, of any format that can be imported.
    /// - Parameter folder: what paths are relative to.
    /// - Throws: `InputError` with the path of the member; `DataError` for a file of features that cannot be read.
    static func read(_ json: JSONValue, path: String, for city: City, folder: String) throws -> Reading {
        guard let object = json.object else {
            throw InputError(path: path, problem: "a change is an object, not \(json.kind)")
        }
        let verbs = ["add", "set", "remove"].filter { object[$0] != nil }
        guard verbs.count == 1, let name = object[verbs[0]]?.string, !name.isEmpty else {
            throw InputError(
                path: path, problem: "a change has one of 'add', 'set', 'remove' with the name of a layer",
                suggestion: #"{"set": "street_light", "where": "power_w > 100", "values": {"power_w": 38}}"#)
        }
        let verb = verbs[0]
        let members =
            [
                "add": ["add", "features", "crs"], "set": ["set", "where", "values"], "remove": ["remove", "where"],
            ][verb] ?? []
        for key in object.keys where !members.contains(key) {
            throw InputError(
                path: "\(path).\(key)", problem: "'\(verb)' has no member '\(key)'",
                suggestion: nearestName(to: key, among: members))
        }
        var filter: Filter?
        if let condition = object["where"], condition != .null {
            guard let text = condition.string else {
                throw InputError(path: "\(path).where", problem: "must be a condition in text, not \(condition.kind)")
            }
            filter = try Filter(text, path: "\(path).where")
        }
        switch verb {
        case "add":
            guard let features = object["features"] else {
                throw InputError(
                    path: "\(path).features", problem: "'add' needs features: GeoJSON, or the path of a file")
            }
            let crs = try crs(object["crs"], path)
            if let file = features.string {
                return try added(file: resolve(file, in: folder), crs: crs, name, path, city)
            }
            return try added(features, crs: crs, name, path, city)
        case "set":
            guard let values = object["values"]?.object, !values.isEmpty else {
                throw InputError(path: "\(path).values", problem: "'set' needs values: an object of attributes")
            }
            let pairs = values.members.map { (name: $0.key, value: Value($0.value)) }
            return Reading(change: .set(layer: name, where: filter, values: pairs))
        default:
            // An empty condition is every feature: more likely a slip than a wish.
            guard let filter, !filter.text.allSatisfy(\.isWhitespace) else {
                throw InputError(
                    path: "\(path).where", problem: "'remove' needs a condition",
                    suggestion: "to remove every feature write \"where\": \"id IS NOT NULL\"")
            }
            return Reading(change: .remove(layer: name, where: filter))
        }
    }

    private static func crs(_ json: JSONValue?, _ path: String) throws -> CRS? {
        guard let json, json != .null else { return nil }
        guard let text = json.string else {
            throw InputError(path: "\(path).crs", problem: "must be a text such as EPSG:32642, not \(json.kind)")
        }
        return try CRS(resolving: text)
    }

    private static func added(
        _ features: JSONValue, crs: CRS?, _ name: String, _ path: String, _ city: City
    ) throws -> Reading {
        let (layer, own, noticed): (Layer, CRS, Diagnostics)
        do {
            (layer, own, noticed) = try GeoJSON.layer(from: features, name: name, crs: crs)
        } catch let error as DataError {
            throw InputError(
                path: "\(path).features", problem: error.problem,
                suggestion: #"write {"type": "FeatureCollection", "features": […]}"#)
        }
        let importer = Importer(crs: city.crs, origin: city.origin, area: city.area)
        let placed = try importer.place(layer, from: crs ?? own)
        var diagnostics = noticed
        diagnostics.merge(importer.diagnostics)
        if diagnostics.skipped > 0, let first = diagnostics.all.first(where: { $0.severity == .skipped }) {
            // A scenario's own features are few and meant: one that cannot be used is an error, not a statistic.
            throw InputError(
                path: "\(path).features", problem: "\(first.features.joined(separator: ", ")): \(first.message)",
                suggestion: first.code == "far-away" ? "in GeoJSON longitude comes first" : nil)
        }
        return Reading(change: .add(placed), diagnostics: diagnostics)
    }

    /// The features of a file: its layer of that name, or the only one it has. What is left out of it is counted, as an
    /// import does.
    private static func added(
        file: String, crs: CRS?, _ name: String, _ path: String, _ city: City
    ) throws -> Reading {
        let importer = Importer(crs: city.crs, origin: city.origin, extent: city.extent, area: city.area)
        var drafts: [LayerDraft] = []
        var diagnostics = Diagnostics()
        try importer.read(file, options: ReadOptions(crs: crs)) { layer in
            if let i = drafts.firstIndex(where: { $0.name == layer.name }) {
                drafts[i].append(layer)
            } else {
                drafts.append(LayerDraft(copying: layer))
            }
        } terrain: { _ in
            diagnostics.note("terrain-not-added", "the terrain of a file of features is not read", file)
        }
        guard drafts.contains(where: { $0.count > 0 }) else {
            let reason = importer.diagnostics.all.first { $0.severity == .skipped }.map { ": \($0.message)" } ?? ""
            throw DataError(file: file, problem: "holds no feature that could be added\(reason)")
        }
        guard let draft = drafts.first(where: { $0.name == name }) ?? (drafts.count == 1 ? drafts.first : nil) else {
            throw InputError(
                path: "\(path).features", problem: "\(file) has no layer '\(name)'",
                suggestion: "it has: \(drafts.map(\.name).joined(separator: ", "))")
        }
        let layer = draft.finish(&diagnostics).named(name)
        diagnostics.merge(importer.diagnostics)
        let format = try type(of: reader(for: file)).format
        let source = City.Source(
            layers: [name], title: lastComponent(file), origin: format.origin, licence: format.licence)
        return Reading(change: .add(layer), diagnostics: diagnostics, source: source)
    }
}

extension City {
    /// The city after a scenario's edits.
    /// - Parameter folder: what the paths in the edits are relative to.
    func applying(_ changes: [JSONValue], folder: String) throws -> (city: City, diagnostics: Diagnostics) {
        let readings = try changes.enumerated().map { i, json in
            try Change.read(json, path: "changes[\(i)]", for: self, folder: folder)
        }
        var diagnostics = Diagnostics()
        for reading in readings { diagnostics.merge(reading.diagnostics) }
        let (city, noticed) = try applying(readings.map(\.change))
        diagnostics.merge(noticed)
        return (city.with(sources: sources + readings.compactMap(\.source)), diagnostics)
    }
}
