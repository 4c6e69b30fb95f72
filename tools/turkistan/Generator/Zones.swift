import Geometry

/// Heritage zones around the Yasawi complex. **Synthetic**: the official boundaries are not published openly; only
/// the rules and the few distances quoted in the sources are real.
struct Zone: Sendable {
    var id: String
    var type: String
    var name: Name
    var polygon: Polygon
    /// m above ground; nil where no height rule is attached.
    var maxHeight: Double?
    var ruleSource: String
}

enum Zones {
    /// The property: the mausoleum with a strip of ground around it.
    static let property = Yasawi.frame.rectangle(-33, -43, 33, 43)

    /// The protection (buffer) zone. Its south-eastern corner lies about 70 m north-west of the new mosque, as the
    /// World Heritage Centre reports.
    static let protection: [Point3] = [
        Point3(-405, -330), Point3(-250, -410), Point3(5, -402), Point3(330, -362), Point3(448, -150),
        Point3(430, 250), Point3(240, 428), Point3(-180, 436), Point3(-415, 290), Point3(-452, -40),
    ]

    /// Width of the strip around the protection zone in which nothing may be higher than 7 m.
    static let strip = 100.0

    /// The ground in front of the portal, along the building's axis to the south-east, and the view from the west.
    static let viewAxes: [[Point3]] = [
        Yasawi.frame.ring([(-60, -48), (-120, -900), (120, -900), (60, -48)]),
        [Point3(-1350, -170), Point3(-440, -70), Point3(-440, 70), Point3(-1350, 60)],
    ]

    /// Height limit, m, for a building with that footprint; nil where no rule holds.
    static func limit(_ footprint: [Point3]) -> Double? {
        let near = box(footprint)
        guard
            near.intersects(box(protection).grown(by: strip)) || viewAxes.contains(where: { box($0).intersects(near) })
        else { return nil }
        if distance(ring: protection, ring: footprint) < strip { return 7 }
        return viewAxes.contains { distance(ring: $0, ring: footprint) == 0 } ? 7 : nil
    }

    static func all() -> [Zone] {
        let law =
            "Law of RK No 165-VIII of 3 March 2025: no objects higher than 7 m within 100 m of the protection zone"
        let axis = "WHC decision 44 COM 7B.31: View Axis Protection Area, no new development above 7 m"
        let inscription = "WHC decision 27 COM 8C.25 (2003), criteria (i)(iii)(iv)"
        let note = "; synthetic boundary: official boundaries not published openly"
        var zones = [
            Zone(
                id: "zone-property", type: "world_heritage_property",
                name: Name(
                    en: "Mausoleum of Khoja Ahmed Yasawi: property", kk: "Қожа Ахмет Ясауи кесенесі: мұра нысаны",
                    ru: "Мавзолей Ходжи Ахмеда Ясави: объект наследия"),
                polygon: Polygon(exterior: property), maxHeight: nil, ruleSource: inscription + note),
            Zone(
                id: "zone-protection", type: "protection_zone",
                name: Name(
                    en: "Protection (buffer) zone of the mausoleum", kk: "Кесененің қорғау (буферлік) аймағы",
                    ru: "Охранная (буферная) зона мавзолея"),
                polygon: Polygon(exterior: protection), maxHeight: 7, ruleSource: axis + note),
            Zone(
                id: "zone-strip", type: "height_strip",
                name: Name(
                    en: "100 m strip around the protection zone: 7 m",
                    kk: "Қорғау аймағының айналасындағы 100 м белдеу: 7 м",
                    ru: "Полоса 100 м вокруг охранной зоны: 7 м"),
                polygon: Polygon(exterior: grown(protection, by: strip), holes: [Array(protection.reversed())]),
                maxHeight: 7, ruleSource: law + note),
        ]
        let names = [
            Name(
                en: "View axis from the portal", kk: "Порталдан көрініс осі", ru: "Видовая ось от портала"),
            Name(en: "View axis from the west", kk: "Батыстан көрініс осі", ru: "Видовая ось с запада"),
        ]
        for (k, ring) in viewAxes.enumerated() {
            zones.append(
                Zone(
                    id: "zone-view-\(k + 1)", type: "view_axis_protection_area", name: names[k],
                    polygon: Polygon(exterior: ring), maxHeight: 7, ruleSource: axis + note))
        }
        return zones
    }

    /// All points within `d` of a convex counter-clockwise ring, corners rounded in steps of 10°.
    static func grown(_ ring: [Point3], by d: Double) -> [Point3] {
        var out: [Point3] = []
        for k in ring.indices {
            let before = ring[(k + ring.count - 1) % ring.count]
            let (p, after) = (ring[k], ring[(k + 1) % ring.count])
            let (a, b) = ((p - before).normalised, (after - p).normalised)
            let from = azimuth(Point3(a.y, -a.x))
            var turn = from - azimuth(Point3(b.y, -b.x))
            if turn < 0 { turn += 360 }
            let steps = max(1, Int((turn / 10).rounded(.up)))
            for step in 0...steps { out.append(rounded(p + heading(from - turn * Double(step) / Double(steps)) * d)) }
        }
        return out
    }
}
