import ArgumentParser
import City
import Engine
import Geometry
import JSON

/// `qala info`
struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Layers, counts, extent, coordinate system, sources and problems of a city.")

    @Argument(help: "A city store, or any file that can be imported.", completion: .file())
    var city: String
    @Flag(help: "Each layer's attributes: type, unit, how many features have one, what it means.")
    var attributes = false
    @Flag(help: "Answer as JSON, attributes included.")
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
        lines.append("")
        lines += attributes ? opened.layers.map(Info.attributes) : [Info.layers(opened)]
        for source in opened.sources {
            let about = [source.origin, source.licence].compactMap { $0 }.joined(separator: "; ")
            lines.append("source: \(source.title)\(about.isEmpty ? "" : " (\(about))")")
        }
        Terminal.out(lines.joined(separator: "\n"))
        Terminal(verbosity: verbosity).say(opened.diagnostics)
    }

    /// A line a layer.
    private static func layers(_ city: City) -> String {
        let rows = city.layers.map { layer -> [String] in
            var kinds: [String] = []
            for kind in GeometryKind.allCases where layer.geometries.kinds.contains(kind) { kinds.append("\(kind)") }
            return [
                layer.name, String(layer.count), kinds.joined(separator: ","),
                layer.columns.map { $0.name + ($0.unit.map { " [\($0)]" } ?? "") }.joined(separator: ", "),
            ]
        }
        return Terminal.table(["layer", "features", "geometry", "attributes"], rows)
    }

    /// A line an attribute.
    private static func attributes(of layer: Layer) -> String {
        let rows = layer.columns.map { column -> [String] in
            let filled = column.filled
            let share =
                layer.count == 0 ? "" : Terminal.number((1000 * Double(filled) / Double(layer.count)).rounded() / 10)
            return [column.name, column.type, column.unit ?? "", String(filled), share, column.definition ?? ""]
        }
        return "\(layer.name): \(Terminal.count(layer.count, "feature"))\n"
            + Terminal.table(["attribute", "type", "unit", "filled", "%", "what it is"], rows) + "\n"
    }
}
