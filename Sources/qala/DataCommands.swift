import ArgumentParser
import City
import Engine
import Geometry
import JSON

/// `qala import`
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read files into a city store (a GeoPackage).",
        discussion: """
            Reads CityJSON, CityJSONSeq, GeoJSON, OSM (PBF, XML), GeoPackage, CSV and SRTM heights (.hgt).
            Layers that a file brings replace those of the same name in the store; --append adds to them.
            The store appears whole or not at all: a failed import leaves the old city.
            """)

    @Argument(help: "The files to read.", completion: .file())
    var files: [String]
    @Option(help: "The store to write.", completion: .file(extensions: ["gpkg"]))
    var city: String
    @Option(help: "Layer name for files whose features do not say what they are (GeoJSON, CSV).")
    var layer: String?
    @Option(help: ArgumentHelp("City attribute ← attribute in the file; repeatable.", valueName: "height=HAUTEUR"))
    var map: [String] = []
    @Option(help: ArgumentHelp("Coordinate system of the files where they do not say.", valueName: "EPSG:32642"))
    var crs: String?
    @Option(
        help: ArgumentHelp(
            "Coordinate system of a new city; default: the file's, or the UTM zone.", valueName: "EPSG:32642"))
    var cityCrs: String?
    @Option(
        help: ArgumentHelp(
            "Only features that meet this box, in the file's coordinates.", valueName: "minx,miny,maxx,maxy"))
    var bbox: String?
    @Option(help: "Level of detail to take (CityJSON); default: the highest.")
    var lod: String?
    @Option(help: "Licence of the files, kept in the store and shown on pictures.")
    var licence: String?
    @Option(help: "Whose data the files are: © …")
    var origin: String?
    @Option(help: "Name of the city; default: the file name of the store.")
    var name: String?
    @Flag(help: "Add to layers that the store has already.")
    var append = false
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let terminal = Terminal(verbosity: verbosity)
        let options = try readOptions(layer: layer, crs: crs, map: map, bbox: bbox, lod: lod)
        let report = try terminal.withProgress {
            try importFiles(
                files, into: city, name: name, crs: cityCrs.map { try resolveCRS($0) }, append: append,
                options: options, licence: licence, sourceOrigin: origin)
        }
        terminal.say(report.diagnostics)
        if !report.replaced.isEmpty {
            terminal.say("replaced in the store: \(report.replaced.joined(separator: ", ")); --append adds instead")
        }
        Terminal.out(Terminal.table(["layer", "features"], report.layers.map { [$0.name, String($0.features)] }))
        terminal.say("\(city): \(report.crs?.label ?? "") \(report.crs?.name ?? "")")
    }
}

/// The options of reading, from their texts.
func readOptions(layer: String?, crs: String?, map: [String], bbox: String?, lod: String?) throws -> ReadOptions {
    var options = ReadOptions(layer: layer, lod: lod)
    options.crs = try crs.map { try resolveCRS($0) }
    for pair in map {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw InputError(path: "--map", problem: "'\(pair)' is not CITY=FILE", suggestion: "--map height=HAUTEUR")
        }
        options.map[parts[0]] = parts[1]
    }
    if let bbox {
        let numbers = try fourNumbers(bbox, option: "--bbox")
        options.box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
    }
    return options
}

/// `a,b,c,d` as numbers.
func fourNumbers(_ text: String, option: String) throws -> [Double] {
    let numbers = text.split(separator: ",").compactMap { Double($0.drop { $0 == " " }) }
    guard numbers.count == 4, numbers.allSatisfy(\.isFinite) else {
        throw InputError(
            path: option, problem: "'\(text)' is not four numbers", suggestion: "write min x,min y,max x,max y")
    }
    return numbers
}

/// `qala info`
struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Layers, counts, extent, coordinate system, sources and problems of a city.")

    @Argument(help: "A city store, or any file that can be imported.", completion: .file())
    var city: String
    @Flag(help: "Answer as JSON.")
    var json = false
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let opened = try openCity(city)
        let info = try opened.info()
        if json { return Terminal.out(info.text(indent: 2)) }
        var lines = ["\(opened.name)   \(opened.crs.label) \(opened.crs.name)"]
        if let size = info["extent_m"]?.array?.compactMap(\.double), size.count == 2 {
            lines.append("extent \(Terminal.number(size[0])) × \(Terminal.number(size[1])) m")
        }
        if let box = info["bbox_wgs84"]?.array?.compactMap(\.double), box.count == 4 {
            lines.append("longitude \(box[0]) … \(box[2])°, latitude \(box[1]) … \(box[3])°")
        }
        if let terrain = opened.terrain {
            lines.append("terrain \(terrain.columns) × \(terrain.rows) cells of \(Terminal.number(terrain.cellX)) m")
        }
        let rows = opened.layers.map { layer -> [String] in
            var kinds: [String] = []
            for kind in GeometryKind.allCases where layer.geometries.kinds.contains(kind) { kinds.append("\(kind)") }
            return [
                layer.name, String(layer.count), kinds.joined(separator: ","),
                layer.columns.map { $0.name + ($0.unit.map { " [\($0)]" } ?? "") }.joined(separator: ", "),
            ]
        }
        lines.append("")
        lines.append(Terminal.table(["layer", "features", "geometry", "attributes"], rows))
        for source in opened.sources {
            let about = [source.origin, source.licence].compactMap { $0 }.joined(separator: "; ")
            lines.append("source: \(source.title)\(about.isEmpty ? "" : " (\(about))")")
        }
        Terminal.out(lines.joined(separator: "\n"))
        Terminal(verbosity: verbosity).say(opened.diagnostics)
    }
}

/// `qala query`
struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Find features by place and attributes.",
        discussion: """
            qala query CITY.gpkg building --near 43.2978,68.2708 --within 300m --where "height > 7"
            Conditions: = <> < <= > >=, BETWEEN … AND …, IN (…), LIKE 'a%', IS [NOT] NULL, AND OR NOT ( ).
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable { case table, geojson, csv, json }

    @Argument(help: "A city store, or any file that can be imported.", completion: .file())
    var city: String
    @Argument(help: "The layer: building, road, street_light, … (see qala info).")
    var layer: String
    @Option(help: ArgumentHelp("Latitude and longitude, degrees; answers come nearest first.", valueName: "lat,lon"))
    var near: String?
    @Option(help: ArgumentHelp("Horizontal distance from --near.", valueName: "300m"))
    var within: String?
    @Option(help: "Only this many, nearest to --near.")
    var nearest: Int?
    @Option(help: ArgumentHelp("Box in degrees.", valueName: "west,south,east,north"))
    var bbox: String?
    @Option(help: "Condition on attributes.")
    var `where`: String?
    @Option(help: "At most this many features (table: 20, else all); 0 for only the count.")
    var limit: Int?
    @Option(help: "Form of the answer.")
    var format: Output = .table
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        var members: JSONObject = ["layer": .string(layer)]
        members["near"] = near.map { .string($0) }
        members["within"] = within.map { .string($0) }
        members["nearest"] = nearest.map { .integer(Int64($0)) }
        members["where"] = `where`.map { .string($0) }
        // A table is for reading, the other forms are for programs: they want everything.
        members["limit"] = (limit ?? (format == .table || nearest != nil ? nil : 1_000_000_000)).map {
            .integer(Int64($0))
        }
        if let bbox { members["bbox"] = .array(try fourNumbers(bbox, option: "--bbox").map { .number($0) }) }
        let query = try Query(members)
        let opened = try openCity(city)
        let projections = Projections()
        let answer = try query.run(on: opened, projections: projections)
        let terminal = Terminal(verbosity: verbosity)
        if answer.total == 0, try query.isOutside(opened, projections: projections) {
            terminal.say(
                "nothing found: that place is outside the city (--near takes latitude,longitude; --bbox west,south,east,north)"
            )
        }
        if limit == 0 { return Terminal.out("\(answer.total)") }
        switch format {
        case .table: table(answer)
        case .csv: csv(answer)
        case .json:
            Terminal.out(
                JSONValue.array(answer.rows.indices.map { answer.json($0) }).text(indent: 2))
        case .geojson: Terminal.out(try answer.geoJSON(in: opened).text(indent: 1))
        }
        if answer.total > answer.rows.count {
            terminal.say("\(answer.rows.count) of \(answer.total) shown; --limit shows more")
        }
    }

    private func table(_ answer: Query.Answer) {
        // Attributes that none of the answers has would only make the table wide.
        let columns = answer.layer.columns.filter { column in answer.rows.contains { !column[$0].isNull } }
        let header =
            ["id"] + (answer.distances == nil ? [] : ["distance [m]"])
            + columns.map { $0.name + ($0.unit.map { " [\($0)]" } ?? "") }
        let rows = answer.rows.enumerated().map { i, row in
            [answer.layer.ids[row]] + (answer.distances.map { [Terminal.number($0[i])] } ?? [])
                + columns.map { Find.short($0[row]) }
        }
        Terminal.out(Terminal.table(header, rows))
    }

    private static func short(_ value: Value) -> String {
        if case .real(let x) = value { return Terminal.number(x) }
        let text = value.plain
        return text.count > 40 ? text.prefix(39) + "…" : text
    }

    private func csv(_ answer: Query.Answer) {
        func quote(_ text: String) -> String {
            text.contains { ",\"\n\r".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        let columns = answer.layer.columns
        Terminal.out(
            (["id"] + (answer.distances == nil ? [] : ["distance_m"]) + columns.map(\.name)).map(quote)
                .joined(separator: ","))
        for (i, row) in answer.rows.enumerated() {
            let distance = answer.distances.map { ["\($0[i])"] } ?? []
            Terminal.out(
                ([answer.layer.ids[row]] + distance + columns.map { $0[row].plain }).map(quote).joined(separator: ","))
        }
    }
}

/// `qala export`
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a city or an outcome in another format.",
        discussion: "The ending of the file name gives the format: .gpkg .geojson .csv .city.json")

    @Argument(help: "A city store, an outcome, or any file that can be imported.", completion: .file())
    var city: String
    @Option(help: "The file to write.", completion: .file())
    var to: String
    @Option(help: "Only this layer; repeatable.")
    var layer: [String] = []
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let terminal = Terminal(verbosity: verbosity)
        try refuseOverwriting(city, by: to)
        let diagnostics = try terminal.withProgress {
            try exportCity(try openCity(city), layers: layer.isEmpty ? nil : layer, to: to)
        }
        terminal.say(diagnostics)
        terminal.say("written: \(to)")
    }
}

/// `qala validate`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with a file; exit 1 if anything is.")

    @Argument(help: "Any file that can be imported.", completion: .file())
    var file: String
    @Option(help: ArgumentHelp("Coordinate system of the file where it does not say.", valueName: "EPSG:32642"))
    var crs: String?
    @Flag(help: "Answer as JSON.")
    var json = false
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let options = try readOptions(layer: nil, crs: crs, map: [], bbox: nil, lod: nil)
        let found = try Terminal(verbosity: verbosity).withProgress { try Engine.validate(file, options: options) }
        if json {
            let answer: JSONValue = [
                "file": .string(file), "problems": .integer(Int64(found.problems)),
                "layers": .array(
                    found.layers.map { ["name": .string($0.name), "count": .integer(Int64($0.features))] }),
                "diagnostics": .array(found.diagnostics.all.map(\.json)),
            ]
            Terminal.out(answer.text(indent: 2))
        } else {
            Terminal.out(
                Terminal.table(
                    ["kind", "count", "what", "features"],
                    found.diagnostics.all.map {
                        [$0.severity.rawValue, String($0.count), $0.message, $0.features.joined(separator: ", ")]
                    }))
            let layers = found.layers.map { "\($0.features) \($0.name)" }.joined(separator: ", ")
            Terminal.out("\(found.problems) problems in \(layers.isEmpty ? "no features" : layers)")
        }
        if found.problems > 0 { throw ExitCode(1) }
    }
}
