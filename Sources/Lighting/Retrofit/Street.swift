import City
import Geometry

/// Roads whose lamps are chosen together.
struct Street {
    var name: String
    /// Numbers of its roads, and of the luminaires that light them first of all.
    var roads: [Int]
    var lamps: [Int]

    /// Groups roads by an attribute; a road without one is a street of its own. Streets without lamps are left out.
    /// - Parameters:
    ///   - numbers: of the roads that are looked at.
    ///   - isReplaced: whether a luminaire's street light, by row, may be replaced.
    static func streets(
        _ roads: Roads, _ layer: Layer, by attribute: String, among numbers: [Int], _ lamps: Lamps,
        isReplaced: (Int) -> Bool
    ) -> [Street] {
        let column = layer.column(attribute)
        var byName: [String: Int] = [:]
        var found: [Street] = []
        var streetOf = [Int](repeating: -1, count: roads.roads.count)
        for number in numbers {
            let road = roads.roads[number]
            // Two streets of one name of different types are lit differently.
            let name = column?[road.row].text
            let key = name.map { "\($0)\n\(road.highway)" } ?? "\n\(number)"
            if let street = byName[key] {
                found[street].roads.append(number)
                streetOf[number] = street
            } else {
                byName[key] = found.count
                streetOf[number] = found.count
                found.append(Street(name: name ?? road.id, roads: [number], lamps: []))
            }
        }
        for i in 0..<lamps.count {
            let road = Int(lamps.roads[i])
            if road >= 0, streetOf[road] >= 0, isReplaced(Int(lamps.rows[i])) { found[streetOf[road]].lamps.append(i) }
        }
        return found.filter { !$0.lamps.isEmpty }
    }
}

/// What was chosen for a street.
struct StreetChoice: Sendable {
    /// Which candidate; nil where none meets the class, or there is none to meet.
    var candidate: Int?
    /// Share of its light that just meets the class.
    var level = 1.0
    /// Tilt as built; nil for the lamps' own.
    var tilt: Angle?
    /// Worth today of its costs, ₸ a luminaire.
    var cost = 0.0
    /// Whether it brings the street to its class; false for one that only gives as much light as there is.
    var isMeeting = true
}

/// The lamps of a city with others in their place.
extension Lamps {
    /// Where a luminaire's front looks, and its tilt as built.
    func attitude(_ lamp: Int) -> (azimuth: Angle, tilt: Angle) {
        let front = frames[lamp].across
        let measured = photometries[Int(photometry[lamp])].tiltMeasured
        return (
            Geometry.azimuth(x: front.x, y: front.y),
            Angle.radians(asin(max(-1, min(1, front.z)))) + measured
        )
    }

    /// Puts a candidate in a luminaire's place.
    /// - Parameters:
    ///   - first: number of the candidates' first photometry among the lamps'.
    ///   - flux: of the candidate at the level it is used at, lm.
    ///   - rated: what its photometry gives, lm.
    mutating func replace(
        _ lamp: Int, attitude: (azimuth: Angle, tilt: Angle), photometry number: Int, flux: Double, rated: Double,
        power: Double
    ) {
        let used = photometries[number]
        photometry[lamp] = Int32(number)
        frames[lamp] = LuminaireFrame(azimuth: attitude.azimuth, tilt: attitude.tilt - used.tiltMeasured)
        scales[lamp] = rated > 0 ? flux / rated * (used.lampTilt?.factor(at: attitude.tilt) ?? 1) : 0
        fluxes[lamp] = flux
        powers[lamp] = power
        isOn[lamp] = true
    }
}
