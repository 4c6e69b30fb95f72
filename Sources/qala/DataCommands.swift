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
        let numbers = try fourNumbers(bbox, "min x,min y,max x,max y")
        options.box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
    }
    return options
}

/// The numbers of a box.
func fourNumbers(_ text: String, _ names: String) throws -> [Double] {
    guard let found = numbers(in: text), found.count == 4 else {
        throw InputError(path: "--bbox", problem: "'\(text)' is not four numbers", suggestion: "write \(names)")
    }
    return found
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
        let diagnostics = try terminal.withProgress {
            try exportCity(city, layers: layer.isEmpty ? nil : layer, to: to)
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
            Terminal.out("\(Terminal.count(found.problems, "problem")) in \(layers.isEmpty ? "no features" : layers)")
        }
        if found.problems > 0 { throw ExitCode(1) }
    }
}
