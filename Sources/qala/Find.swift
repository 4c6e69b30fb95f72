import ArgumentParser
import City
import Engine
import Geometry
import JSON

/// `qala query`
struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Find features by place and attributes.",
        discussion: """
            qala query CITY.gpkg building --near 43.2978,68.2708 --within 300m --where "height > 7"
            Distances are horizontal, to the nearest point of a feature, and measured on the city's \
            map plane: in a UTM zone they differ from those on the ground by up to 0.1 %.
            Conditions: = <> < <= > >=, BETWEEN … AND …, IN (…), LIKE 'a%', IS [NOT] NULL, AND OR NOT ( ).
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable { case table, geojson, csv, json }

    @Argument(help: "A city store, or any file that can be imported.", completion: .file())
    var city: String
    @Argument(help: "The layer: building, road, street_light, … (see qala info).")
    var layer: String
    @Option(help: ArgumentHelp("Latitude and longitude, degrees; answers come nearest first.", valueName: "lat,lon"))
    var near: String?
    @Option(help: ArgumentHelp("Distance from --near on the map plane: 300m, 1.2km.", valueName: "300m"))
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
        if let bbox { members["bbox"] = .array(try fourNumbers(bbox, "west,south,east,north").map { .number($0) }) }
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
