public import City
import Geometry
import JSON

/// Draws a city, or an outcome laid over it, from the air: PNG.
///
/// The result layer's first number colours its faces (of a comparison, the first difference); everything else is quiet. Lines and points without a result layer
/// are the city itself.
public struct PictureWriter: Writer {
    public static let format = Format("png", endings: [".png"], "Picture of the city from the air, results in colour")

    public init() {}

    private static let size = (width: 1600, height: 1000)

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        let city = document.city
        let look = Look(isNight: document.isNight)
        var diagnostics = Diagnostics()
        let box = PictureWriter.frame(document)
        guard !box.isEmpty, box.width > 0, box.height > 0 else {
            throw DataError(file: path, problem: "there is nothing with a place to draw")
        }
        let massing = Massing(city)
        diagnostics.merge(massing.diagnostics)
        var mesh = massing.mesh
        var colours = mesh.owners.map { owner in
            look.tone(PictureWriter.colour(of: massing.buildings[Int(owner)], in: city))
        }
        // Result faces lie on the masses; a hair above, so that they are what the eye meets.
        let (ramp, shown) = PictureWriter.results(document)
        if let ramp, let shown {
            for row in 0..<shown.layer.count where shown.layer.geometries.kinds[row] == .surface {
                let before = mesh.triangleCount
                for face in shown.layer.geometries.polygons(of: row) {
                    let n = face.newellNormal
                    let lift = (n.z < 0 ? n * -1 : n) * 0.04
                    mesh.append(
                        Polygon(vertices: face.vertices.map { $0 + lift }, ringEnds: face.ringEnds), owner: -1)
                }
                let value = shown.column.number(row)
                let colour = value.isFinite ? ramp[value] : Colour(0x999999)
                colours += [Colour](repeating: colour, count: mesh.triangleCount - before)
            }
        }
        let others = city.layers.filter { layer in !document.layers.contains { $0.name == layer.name } }
        let lying = document.layers.filter { layer in
            layer.name != shown?.layer.name || !layer.geometries.kinds.contains(.surface)
        }
        let ground = try Ground(
            others + lying, box: box, longestSide: 4000, buildings: false,
            painted: PictureWriter.painted(shown, ramp), look: look)
        let heights = mesh.vertices.map(\.z)
        let floor = PictureWriter.floor(city, box)
        let picture = try Canvas(width: PictureWriter.size.width * 2, height: PictureWriter.size.height * 2)
        picture.fill(look.paper)
        let scene = RayScene(mesh)
        let normals = (0..<mesh.triangleCount).map { t -> Point3 in
            let (a, b, c) = (mesh.indices[3 * t], mesh.indices[3 * t + 1], mesh.indices[3 * t + 2])
            let p = mesh.vertices[Int(a)]
            return (mesh.vertices[Int(b)] - p).cross(mesh.vertices[Int(c)] - p).normalised
        }
        PictureWriter.view(document).render(
            scene, normals: normals, colours: colours, ground: ground, floor: floor,
            top: max(heights.max() ?? floor, floor + 1), paper: look.paper, on: picture)
        let canvas = try Canvas(width: PictureWriter.size.width, height: PictureWriter.size.height)
        canvas.paint(picture)
        PictureWriter.label(document, ramp, shown?.column, look, on: canvas)
        let bytes = try canvas.png()
        try writeAtomically(to: path) { try $0.write(bytes) }
        return diagnostics
    }

    /// The colours of results that lie on the ground.
    private static func painted(_ shown: (layer: Layer, column: Column)?, _ ramp: ColourRamp?) -> Ground.Painted? {
        guard let shown, let ramp else { return nil }
        return Ground.Painted(
            layer: shown.layer.name,
            colours: (0..<shown.layer.count).map { row in
                let value = shown.column.number(row)
                return value.isFinite ? ramp[value] : Colour(0x999999)
            })
    }

    /// Where shadows are the result, or at night, the picture's lamp stands overhead and throws none of its own.
    private static func view(_ document: Document) -> View {
        var view = View()
        if document.outcome != nil, document.isNight || document.layers.contains(where: { $0.name.hasPrefix("shadow") })
        {
            view.sunElevation = .degrees(90)
        }
        return view
    }

    /// What the picture shows: the results, or the buildings; a boundary far outside would make all else tiny.
    private static func frame(_ document: Document) -> Box {
        var box = Box.empty
        let built =
            document.outcome != nil ? document.layers : document.city.layers.filter { Massing.layers.contains($0.name) }
        for layer in built { box.extend(layer.geometries.extent) }
        if box.isEmpty { for layer in document.layers { box.extend(layer.geometries.extent) } }
        return box.isEmpty ? box : box.grown(by: 0.02 * max(box.width, box.height))
    }

    /// Ground height of the map: the median under the buildings is close enough for a picture.
    private static func floor(_ city: City, _ box: Box) -> Double {
        if let terrain = city.terrain {
            let heights = terrain.heights.filter(\.isFinite).sorted()
            if !heights.isEmpty { return Double(heights[heights.count / 2]) }
        }
        var lows: [Double] = []
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            for row in 0..<layer.count where layer.geometries.hasZ[row] {
                if let low = layer.geometries.vertexRange(of: row).map({ layer.geometries.vertices[$0].z }).min() {
                    lows.append(low)
                }
            }
        }
        lows.sort()
        return lows.isEmpty ? 0 : lows[lows.count / 2]
    }

    private static func colour(of building: Massing.Building, in city: City) -> Colour {
        guard let layer = city.layer(building.layer) else { return Colour(0xD8CFC2) }
        switch layer.column("use")?[building.row].text {
        case "mausoleum", "monument": return Colour(0x4FA3A5)
        case "mosque", "religious": return Colour(0x7FB5B5)
        case "school", "kindergarten", "hospital", "university": return Colour(0xC9B79C)
        default: return Colour(0xDDD5C8)
        }
    }

    /// The column that colours: the first number of the first result layer; of points rather than of the areas they are in.
    private static func results(_ document: Document) -> (ColourRamp?, (layer: Layer, column: Column)?) {
        guard document.outcome != nil else { return (nil, nil) }
        let points = document.layers.filter { $0.geometries.kinds.contains { $0.isPoint } }
        for layer in points + document.layers {
            // Of a comparison the differences are what one wants to see: the first that is not zero everywhere.
            let delta = layer.columns.first { column in
                column.name.hasSuffix("_delta") && (0..<column.count).contains { abs(column.number($0)) > 0 }
            }
            guard let column = delta ?? layer.columns.first(where: \.isNumeric) else { continue }
            let weighted = (0..<layer.count).map { row in
                let area = layer.geometries.polygons(of: row).reduce(0) { $0 + $1.area3D }
                return (value: column.number(row), weight: area > 0 ? area : 1)
            }
            return (ColourRamp(weighted, isDifference: delta != nil, isNight: document.isNight), (layer, column))
        }
        return (nil, nil)
    }

    private static func label(
        _ document: Document, _ ramp: ColourRamp?, _ column: Column?, _ look: Look, on canvas: Canvas
    ) {
        let ink = look.ink
        let margin = 40.0
        let bottom = Double(canvas.height) - margin
        if let ramp, let column {
            let width = 360.0
            let name = column.definition ?? column.name
            let text =
                (column.name.hasSuffix("_delta") ? "Change: \(name)" : name) + (column.unit.map { ", \($0)" } ?? "")
            canvas.rectangle(
                x: margin - 16, y: bottom - 72,
                width: max(width, canvas.width(of: text, size: 20, bold: true)) + 48, height: 88,
                look.panel)
            canvas.text(text, x: margin, y: bottom - 44, size: 20, bold: true, ink)
            for i in 0..<Int(width) {
                let value = ramp.low + (ramp.high - ramp.low) * Double(i) / width
                canvas.rectangle(x: margin + Double(i), y: bottom - 34, width: 1.5, height: 16, ramp[value])
            }
            for share in [0.0, 0.5, 1.0] {
                let value = ramp.low + (ramp.high - ramp.low) * share
                let digits = ramp.high - ramp.low < 10 ? 10.0 : 1
                canvas.text(
                    Value.real((value * digits).rounded() / digits).plain, x: margin + width * share, y: bottom,
                    size: 16, ink,
                    anchor: share == 0 ? .start : share == 1 ? .end : .middle)
            }
        }
        let title = (document.outcome?.provenance["title"] ?? document.outcome?.provenance["variant"]?["title"])?["en"]?
            .string
        canvas.text(title ?? document.city.name, x: margin, y: margin + 12, size: 26, bold: true, ink)
        if title != nil { canvas.text(document.city.name, x: margin, y: margin + 42, size: 18, ink) }
        let cautions = (document.outcome?.diagnostics.all ?? []).filter { $0.severity == .caution }
        for (i, caution) in cautions.prefix(3).enumerated() {
            let times = caution.count > 1 ? "\(caution.count) × " : ""
            canvas.text(
                "! \(times)\(caution.message)", x: margin, y: margin + 70 + 20 * Double(i), size: 13, look.caution)
        }
        let credits = document.city.sources.map { [$0.origin, $0.licence].compactMap { $0 }.joined(separator: ", ") }
        let notice = (["qala"] + Set(credits.filter { !$0.isEmpty }).sorted()).joined(separator: " · ")
        canvas.text(notice, x: Double(canvas.width) - margin, y: bottom, size: 14, look.faint, anchor: .end)
    }
}

extension Document {
    /// Whether what it shows is a matter of the night: street lighting.
    fileprivate var isNight: Bool {
        let provenance = outcome?.provenance
        return (provenance?["simulation"] ?? provenance?["variant"]?["simulation"])?.string?.hasPrefix("lighting.")
            ?? false
    }
}
