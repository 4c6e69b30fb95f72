import City
import Foundation
import Geometry

/// The flat map of a document, seen from straight above: the ground of a view, or a map by itself.
struct Ground {
    let canvas: Canvas
    /// What the canvas shows, city coordinates.
    let box: Box
    /// Pixels per metre.
    let scale: Double

    /// A layer whose features have colours of their own, by row.
    struct Painted {
        let layer: String
        let colours: [Colour]
    }

    private let painted: Painted?
    private let look: Look
    /// How much light one shadow takes, so that all of them together leave less than half.
    private let shade: Double

    /// Draws the layers in their order; buildings only if `buildings` says so, because a view raises them itself.
    init(_ layers: [Layer], box: Box, longestSide: Int, buildings: Bool, painted: Painted? = nil, look: Look) throws {
        self.painted = painted
        self.look = look
        let shadows = layers.reduce(0) { $0 + ($1.name.hasPrefix("shadow") ? $1.count : 0) }
        shade = 1 - pow(0.45, 1 / Double(max(shadows, 1)))
        self.box = box
        scale = Double(longestSide) / max(box.width, box.height, 1)
        canvas = try Canvas(
            width: max(1, Int((box.width * scale).rounded())), height: max(1, Int((box.height * scale).rounded())))
        canvas.fill(look.paper)
        let drawn = layers.filter { buildings || !Massing.layers.contains($0.name) }
        // Results last: nothing quiet may hide them but what gives the light.
        func order(_ layer: Layer) -> Int {
            layer.name == painted?.layer ? 8 : MapStyle.of(layer.name).order
        }
        for layer in drawn.sorted(by: { order($0) < order($1) }) { draw(layer) }
    }

    func place(_ p: Point3) -> (x: Double, y: Double) { ((p.x - box.minX) * scale, (box.maxY - p.y) * scale) }

    private func draw(_ layer: Layer) {
        var style = MapStyle.of(layer.name)
        if layer.name.hasPrefix("shadow") { style.fill?.alpha = shade }
        let colours = painted?.layer == layer.name ? painted?.colours : nil
        if colours == nil, layer.name != "street_light" {
            style.fill = style.fill.map(look.tone)
            style.line = style.line.map(look.tone)
        }
        let widths = layer.column("width")
        let g = layer.geometries
        for row in 0..<layer.count {
            let kind = g.kinds[row]
            if let colours {
                style.fill = colours[row]
                style.line = kind.isLine ? colours[row] : nil
            }
            if kind.isPoint, let colour = style.fill {
                for i in g.vertexRange(of: row) {
                    let (x, y) = place(g.vertices[i])
                    canvas.disc(x: x, y: y, radius: max(1.5, style.radius * scale), colour)
                }
            } else if kind.isLine, let colour = style.line {
                let metres = widths?.number(row) ?? .nan
                // Results are seen at any size.
                let least = colours == nil ? 1.0 : 7
                let width = max(least, (metres.isFinite ? metres : style.metres) * scale)
                for line in g.lines(of: row) { canvas.stroke(line, colour, width: width, dash: style.dash, place) }
            } else if kind != .none, !kind.isLine, !kind.isPoint {
                let polygons = g.polygons(of: row)
                if let fill = style.fill { canvas.fill(polygons, fill, place) }
                if let line = style.line {
                    for polygon in polygons {
                        for ring in 0..<polygon.ringCount {
                            canvas.stroke(
                                polygon.ring(ring), closed: true, line, width: max(1.5, style.metres * scale),
                                dash: style.dash, place)
                        }
                    }
                }
            }
        }
    }
}
