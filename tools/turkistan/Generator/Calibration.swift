import Geometry

/// One published figure and what the generated city comes to.
public struct Calibration: Sendable {
    public var name: String
    public var unit: String
    public var target: Double
    public var generated: Double
    public var source: String

    /// Assumed: no count was found in an open source.
    static let signals = 35

    /// Share of the target that is missing or too much.
    public var deviation: Double { generated / target - 1 }
}

extension Turkistan {
    /// The city's totals against the published figures; meant for the whole city.
    public func calibration() -> [Calibration] {
        let chosen = roadNumbers.map { roads.roads[$0] }.filter { $0.roadClass != .pedestrian }
        let lit = chosen.filter(\.isLit)
        let named = chosen.filter { roads.streets[$0.street].name != nil }
        func km(_ list: [Road]) -> Double { list.reduce(0) { $0 + $1.length } / 1000 }
        func count(_ list: [Road]) -> Double { Double(Set(list.map(\.street)).count) }
        let lighting = "informburo.kz: 80 % lit = 704 streets, 675.6 km (2022-23)"
        let population = Double(buildings.reduce(0) { $0 + $1.population })
        return [
            Calibration(
                name: "buildings", unit: "", target: 50_000, generated: Double(buildings.count), source: "assumed"),
            Calibration(
                name: "population", unit: "", target: 227_098, generated: population, source: "GeoNames 1517945"),
            Calibration(
                name: "streets", unit: "km", target: 1069, generated: km(chosen),
                source: "general plan: main streets 1069 km (kazakhstan3.com)"),
            Calibration(name: "named streets", unit: "", target: 880, generated: count(named), source: "704 / 80 %"),
            Calibration(
                name: "named streets", unit: "km", target: 844.5, generated: km(named), source: "675.6 km / 80 %"),
            Calibration(name: "lit streets", unit: "", target: 704, generated: count(lit), source: lighting),
            Calibration(name: "lit streets", unit: "km", target: 675.6, generated: km(lit), source: lighting),
            Calibration(
                name: "street lights", unit: "", target: 20_000, generated: Double(lamps.count), source: "assumed"),
            Calibration(
                name: "signalised junctions", unit: "", target: Double(Calibration.signals),
                generated: Double(junctions.count), source: "assumed"),
            Calibration(
                name: "area", unit: "ha", target: Turkistan.area, generated: signedArea(boundary) / 10_000,
                source: "general plan 2020: 22,370 ha (azattyq-ruhy.kz)"),
        ]
    }

    /// ha.
    static let area = 22_370.0

    /// The city's boundary: outside the outermost grid lines, scaled to the published area.
    var boundary: [Point3] {
        let centre = middle(plan.outline)
        let scale = (Turkistan.area * 10_000 / signedArea(plan.outline)).squareRoot()
        return plan.outline.map { rounded(centre + ($0 - centre) * scale) }
    }
}
