internal import City
internal import Geodesy
internal import Geometry
internal import JSON

/// What holds for all city objects of a CityJSON file.
struct CityJSONHeader {
    private(set) var transform = Transform()
    private(set) var version: String?
    private(set) var referenceSystem: String?
    private(set) var templates = CityJSONTemplates()
    private(set) var notes = Diagnostics()
    private var type: String?

    /// Integer vertices → coordinates (2.0 §4.1).
    struct Transform: Sendable, Hashable {
        var scale = Point3(1, 1, 1)
        var translate = Point3.zero

        init() {}

        /// - Throws: a text that says what is wrong.
        init(_ value: JSONCursor) throws(Problem) {
            func point(_ member: JSONCursor?) -> Point3? {
                var point: Point3?
                let areNumbers = member?.numbers { x, y, z, n in point = n == 3 ? Point3(x, y, z) : nil } ?? false
                return areNumbers ? point : nil
            }
            guard let scale = point(value["scale"]), let translate = point(value["translate"]) else {
                throw Problem(text: "expected a \"transform\" with \"scale\" and \"translate\" of three numbers each")
            }
            self.scale = scale
            self.translate = translate
        }

        func apply(_ x: Double, _ y: Double, _ z: Double) -> Point3 {
            Point3(
                x * scale.x + translate.x, y * scale.y + translate.y, z * scale.z + translate.z)
        }
    }

    struct Problem: Error { var text: String }

    /// Takes in one member of the first object; members that say nothing about all objects are passed over.
    mutating func read(_ name: String, _ value: JSONCursor) throws(Problem) {
        switch name {
        case "type": type = value.string
        case "version": version = value.string ?? value.double.map { Value.real($0).plain }
        case "transform": transform = try Transform(value)
        case "metadata":
            // 1.0 wrote a URN, 1.1 and later a URL; before 1.0 it was {"epsg": 7415} under "crs".
            referenceSystem = value["referenceSystem"]?.string
            if referenceSystem == nil, let code = value["crs"]?["epsg"]?.integer { referenceSystem = "EPSG:\(code)" }
        case "geometry-templates": templates = CityJSONTemplates(value, &notes)
        case "extensions":
            for (name, _) in value.members {
                notes.note("extension", "the file uses an extension; its attributes are kept as text", name.string)
            }
        case "appearance":
            notes.note("appearance", "materials and textures are not kept", nil)
        default: break
        }
    }

    /// Whether the file is what its name says.
    func check() throws(Problem) {
        guard type == "CityJSON" else {
            if type == "CityJSONFeature" {
                throw Problem(
                    text: "a CityJSONFeature without a first line of type CityJSON, which holds \"transform\"")
            }
            throw Problem(text: "expected \"type\": \"CityJSON\", found \(type.map { "\"\($0)\"" } ?? "none")")
        }
        if let version, !version.hasPrefix("1."), !version.hasPrefix("2.") {
            throw Problem(text: "CityJSON \(version) is not read, only 1.0, 1.1 and 2.0; upgrade the file with cjio")
        }
    }

    /// The CRS of the coordinates.
    /// - Throws: `InputError` if neither the file nor the options name one.
    func crs(_ options: ReadOptions, file: String) throws -> CRS {
        if let crs = options.crs { return crs }
        guard let referenceSystem, !referenceSystem.isEmpty else {
            throw InputError(
                path: "crs", problem: "\(file) names no coordinate reference system (metadata.referenceSystem)",
                suggestion: "give --crs EPSG:…")
        }
        do {
            return try CRS(resolving: referenceSystem)
        } catch let error as InputError {
            throw DataError(
                file: file, place: "metadata.referenceSystem", problem: "\(error.problem); give --crs EPSG:…")
        }
    }
}
