import City
import Formats
import Geodesy
import Geometry
import JSON

extension Change {
    /// Reads an edit as a scenario writes it.
    ///
    /// `{"add": layer, "features": GeoJSON}`, `{"set": layer, "where": condition, "values": {…}}`,
    /// `{"remove": layer, "where": condition}`. GeoJSON is WGS 84 unless it or the edit names a `crs`.
    /// - Throws: `InputError` with the path of the member.
    static func read(_ json: JSONValue, path: String, for city: City) throws -> (Change, Diagnostics) {
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
                throw InputError(path: "\(path).features", problem: "'add' needs features in GeoJSON")
            }
            return try added(features, crs: object["crs"], name, path, city)
        case "set":
            guard let values = object["values"]?.object, !values.isEmpty else {
                throw InputError(path: "\(path).values", problem: "'set' needs values: an object of attributes")
            }
            let pairs = values.members.map { (name: $0.key, value: Value($0.value)) }
            return (.set(layer: name, where: filter, values: pairs), Diagnostics())
        default:
            // An empty condition is every feature: more likely a slip than a wish.
            guard let filter, !filter.text.allSatisfy(\.isWhitespace) else {
                throw InputError(
                    path: "\(path).where", problem: "'remove' needs a condition",
                    suggestion: "to remove every feature write \"where\": \"id IS NOT NULL\"")
            }
            return (.remove(layer: name, where: filter), Diagnostics())
        }
    }

    private static func added(
        _ features: JSONValue, crs: JSONValue?, _ name: String, _ path: String, _ city: City
    ) throws -> (Change, Diagnostics) {
        let (layer, own, noticed) = try GeoJSON.layer(from: features, name: name)
        var source = own
        if let crs, crs != .null {
            guard let text = crs.string else {
                throw InputError(path: "\(path).crs", problem: "must be a text such as EPSG:32642")
            }
            source = try CRS(resolving: text)
        }
        let importer = Importer(crs: city.crs, origin: city.origin)
        let placed = try importer.place(layer, from: source)
        var diagnostics = noticed
        diagnostics.merge(importer.diagnostics)
        if diagnostics.skipped > 0, let first = diagnostics.all.first(where: { $0.severity == .skipped }) {
            // A scenario's own features are few and meant: one that cannot be used is an error, not a statistic.
            throw InputError(
                path: "\(path).features", problem: "\(first.features.joined(separator: ", ")): \(first.message)")
        }
        return (.add(placed), diagnostics)
    }
}

extension City {
    /// The city after a scenario's edits.
    func applying(_ changes: [JSONValue]) throws -> (city: City, diagnostics: Diagnostics) {
        var made: [Change] = []
        var diagnostics = Diagnostics()
        for (i, json) in changes.enumerated() {
            let (change, noticed) = try Change.read(json, path: "changes[\(i)]", for: self)
            diagnostics.merge(noticed)
            made.append(change)
        }
        let (city, noticed) = try applying(made)
        diagnostics.merge(noticed)
        return (city, diagnostics)
    }
}
