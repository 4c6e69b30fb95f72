import City
import Geometry

/// The environmental zone of every place of a city.
struct ZoneMap {
    private let usual: EnvironmentalZone
    private let layer: Layer?
    private let zones: [EnvironmentalZone?]

    /// - Parameters:
    ///   - usual: of places outside every zone of the layer.
    ///   - attribute: of the layer `zone`, that names the zone.
    init(_ city: City, usual: EnvironmentalZone, attribute: String, _ diagnostics: inout Diagnostics) {
        self.usual = usual
        guard let layer = city.layer("zone"), let column = layer.column(attribute) else {
            diagnostics.note(
                "no-environmental-zones",
                "the layer 'zone' has no attribute '\(attribute)': the whole city is in one environmental zone",
                usual.rawValue)
            self.layer = nil
            zones = []
            return
        }
        var zones: [EnvironmentalZone?] = []
        for row in 0..<layer.count {
            let text = column[row].text
            let zone = text.flatMap { EnvironmentalZone(rawValue: $0.uppercased()) }
            if let text, zone == nil {
                diagnostics.note(
                    "environmental-zone-unknown", "a zone's environmental zone is none of E0 … E4: it does not count",
                    "\(layer.ids[row]) (\(text))")
            }
            zones.append(layer.geometries.kinds[row].isArea ? zone : nil)
        }
        self.layer = layer
        self.zones = zones
    }

    /// The strictest zone that a place lies in.
    func zone(at p: Point3) -> EnvironmentalZone {
        guard let layer else { return usual }
        var found: EnvironmentalZone?
        layer.index.search(around: p, radius: 0) { row in
            guard let zone = zones[Int(row)], zone < found ?? .e4 || found == nil else { return }
            if layer.geometries.polygons(of: Int(row)).contains(where: { $0.contains(p) }) { found = zone }
        }
        return found ?? usual
    }
}
