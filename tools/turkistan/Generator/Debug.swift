import City
public import Geometry

extension Turkistan {
    public func debugSVG(_ view: Box, pixels: Int) -> String {
        let city = city()
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='\(pixels)' height='\(pixels)' viewBox='\(view.minX) \(-view.maxY) \(view.width) \(view.height)'><rect x='-20000' y='-20000' width='40000' height='40000' fill='#f6f3ea'/>"
        func path(_ p: [Point3]) -> String { "M" + p.map { "\($0.x),\(-$0.y)" }.joined(separator: "L") }
        func each(_ name: String, _ body: (Layer, Int) -> String) {
            guard let layer = city.layer(name) else { return }
            for row in 0..<layer.count where layer.geometries.box(of: row).intersects(view) { svg += body(layer, row) }
        }
        func area(_ l: Layer, _ r: Int) -> String { l.geometries.polygons(of: r).map { p in (0..<p.ringCount).map { path(Array(p.ring($0))) + "Z" }.joined() }.joined() }
        each("land_use") { l, r in
            let use = l.column("land_use")?[r].text ?? ""
            let colour = ["park": "#cfe3b4", "residential": "#efe9dc", "commercial": "#f2dcd6", "industrial": "#e2dce8", "farmland": "#e8ecc8", "meadow": "#dfe8c8"][use] ?? "#eee"
            return "<path d='\(area(l, r))' fill='\(colour)'/>"
        }
        each("square") { l, r in "<path d='\(area(l, r))' fill='#ddd'/>" }
        each("water") { l, r in l.geometries.kinds[r].isLine ? "<path d='\(path(l.geometries.lines(of: r)[0]))' stroke='#6af' stroke-width='1.2' fill='none'/>" : "<path d='\(area(l, r))' fill='#9cf'/>" }
        each("road") { l, r in
            let h = l.column("highway")?[r].text ?? ""
            let c = h == "primary" ? "#e8a33d" : h == "secondary" ? "#f3cf6b" : h == "tertiary" ? "#fff3a8" : h == "pedestrian" ? "#d8c8e8" : h == "track" ? "#c9b79b" : "#ffffff"
            return "<path d='\(path(l.geometries.lines(of: r)[0]))' stroke='\(c)' stroke-linecap='round' stroke-width='\(l.column("width")?.number(r) ?? 5)'/>"
        }
        each("building") { l, r in
            let u = l.column("use")?[r].text ?? ""
            let c = ["house": "#c59a6d", "outbuilding": "#d8c1a5", "apartments": "#7a86c2", "retail": "#d2705a", "school": "#5aa05a", "kindergarten": "#7cc07c", "mosque": "#2a9d8f", "mausoleum": "#1d7f9e", "fortification": "#8d6e4f"][u] ?? "#b45a78"
            return "<path d='\(area(l, r))' fill='\(c)' stroke='#7a5c3a' stroke-width='0.2'/>"
        }
        each("tree") { l, r in
            let p = l.geometries.box(of: r).centre
            return "<circle cx='\(p.x)' cy='\(-p.y)' r='\((l.column("crown_diameter")?.number(r) ?? 4) / 2)' fill='#5b9a4b' fill-opacity='0.6'/>"
        }
        each("street_light") { l, r in
            let p = l.geometries.box(of: r).centre
            return "<circle cx='\(p.x)' cy='\(-p.y)' r='\(l.column("lamp_type")?[r].text == "LED" ? 1.2 : 1)' fill='\(l.column("lamp_type")?[r].text == "LED" ? "#00a" : "#d60")'/>"
        }
        each("approach") { l, r in "<path d='\(path(l.geometries.lines(of: r)[0]))' stroke='#c00' stroke-width='1.5'/>" }
        each("intersection") { l, r in
            let p = l.geometries.box(of: r).centre
            return "<circle cx='\(p.x)' cy='\(-p.y)' r='\(max(7, view.width / 300))' fill='none' stroke='#c00' stroke-width='2.5'/>"
        }
        each("zone") { l, r in "<path d='\(area(l, r))' fill='none' stroke='#d00' stroke-width='1.5' stroke-dasharray='8 4'/>" }
        each("boundary") { l, r in "<path d='\(area(l, r))' fill='none' stroke='#333' stroke-width='12'/>" }
        return svg + "</svg>"
    }
}
