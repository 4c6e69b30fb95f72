import Geometry

/// The mausoleum of Khoja Ahmed Yasawi as one closed shell: portal with its arch niche, body, two domes on drums.
///
/// Plan 65.5 × 46.5 m, 39 m high, entrance on the south-eastern side (sacredplaces.kz); main dome 18.2 m across
/// (ehobbex.com), its top 38.7 m up (thesilkroadchina.com). Walls, drum heights, niche and the ribbed dome over the
/// tomb are approximate; the exact azimuth is not published in an open source: 135° stands for "south-east".
enum Yasawi {
    static let id = "b-yasawi"
    static let length = 65.5
    static let width = 46.5
    static let portalHeight = 39.0
    static let wallHeight = 17.0
    static let domeTop = 38.7
    static let domeRadius = 9.1
    static let azimuthOfPortal = 135.0

    /// Depth of the portal block and of its niche, half the niche's span (the arch is 18.2 m wide), m.
    private static let portalDepth = 15.5
    private static let nicheDepth = 11.0
    private static let halfSpan = 9.1
    private static let archSpring = 17.5
    private static let archTop = 29.0

    /// Origin at the mausoleum's point; x to the right and y backwards, as seen by one who faces the portal.
    static var frame: Frame { Frame(origin: .zero, x: left(heading(azimuthOfPortal))) }

    static var footprint: [Point3] { frame.rectangle(-width / 2, -length / 2, width / 2, length / 2) }

    /// Where the domes stand on the building's long axis, m behind its centre.
    static let mainDome = -1.5
    static let tombDome = 21.0

    /// The pointed arch of the portal, from its left foot over the crown to the right one: (x, z).
    private static var arch: [(Double, Double)] {
        // Each half is a parabola-like branch that meets the other at an angle: a pointed arch.
        let half: [(Double, Double)] = (0...6).map { k in
            let t = Double(k) / 6
            return (-halfSpan * (1 - t * t * (0.55 + 0.45 * t)), archSpring + (archTop - archSpring) * t)
        }
        return [(-halfSpan, 0)] + half + half.dropLast().reversed().map { (-$0.0, $0.1) } + [(halfSpan, 0)]
    }

    static func solid(ground z: Double) -> Solid {
        let f = frame
        func at(_ x: Double, _ y: Double, _ h: Double) -> Point3 { f.at(x, y, z + h) }
        let (w, l, front, back) = (width / 2, length / 2, -length / 2, length / 2)
        let (niche, rear) = (front + nicheDepth, front + portalDepth)
        let arch = arch
        var solid = Solid()
        solid.add(
            [
                at(-w, front, 0), at(-w, back, 0), at(w, back, 0), at(w, front, 0), at(halfSpan, front, 0),
                at(halfSpan, niche, 0), at(-halfSpan, niche, 0), at(-halfSpan, front, 0),
            ], .ground)
        solid.add(
            [at(-w, front, 0)] + arch.map { at($0.0, front, $0.1) }
                + [at(w, front, 0), at(w, front, portalHeight), at(-w, front, portalHeight)], .wall)
        for (a, b) in zip(arch, arch.dropFirst()) {
            solid.add(
                [at(a.0, front, a.1), at(a.0, niche, a.1), at(b.0, niche, b.1), at(b.0, front, b.1)],
                a.1 < archSpring ? .wall : .outerCeiling)
        }
        solid.add(arch.map { at($0.0, niche, $0.1) }.reversed(), .wall)
        let side: [(Double, Double)] = [
            (front, 0), (back, 0), (back, wallHeight), (rear, wallHeight), (rear, portalHeight), (front, portalHeight),
        ]
        solid.add(side.map { at(w, $0.0, $0.1) }, .wall)
        solid.add(side.reversed().map { at(-w, $0.0, $0.1) }, .wall)
        solid.add([at(w, l, 0), at(-w, l, 0), at(-w, l, wallHeight), at(w, l, wallHeight)], .wall)
        solid.add(
            [
                at(-w, rear, portalHeight), at(-w, front, portalHeight), at(w, front, portalHeight),
                at(w, rear, portalHeight),
            ],
            .roof)
        solid.add(
            [at(w, rear, wallHeight), at(-w, rear, wallHeight), at(-w, rear, portalHeight), at(w, rear, portalHeight)],
            .wall)
        let main = Dome(
            centre: f.at(0, mainDome), radius: domeRadius, sides: 24, base: z + wallHeight, spring: z + 26.5,
            top: z + domeTop, profile: Dome.pointed)
        let tomb = Dome(
            centre: f.at(0, tombDome), radius: 5.4, sides: 32, base: z + wallHeight, spring: z + 23.5, top: z + 31,
            profile: Dome.bulbous, rib: 0.9)
        solid.add(
            [at(-w, back, wallHeight), at(-w, rear, wallHeight), at(w, rear, wallHeight), at(w, back, wallHeight)],
            holes: [main, tomb].map { $0.foot.reversed().map { raised($0, z + wallHeight) } }, .roof)
        solid.append(main.shell)
        solid.append(tomb.shell)
        return solid
    }

    static func parts() -> [BuildingPart] {
        let f = frame
        func part(_ name: String, _ ring: [Point3], _ low: Double, _ high: Double) -> BuildingPart {
            BuildingPart(
                id: "\(id)-\(name)", building: id, part: name, footprint: ring, minHeight: low, height: high)
        }
        let front = -length / 2
        return [
            part("portal", f.rectangle(-width / 2, front, width / 2, front + portalDepth), 0, portalHeight),
            part("body", f.rectangle(-width / 2, front + portalDepth, width / 2, length / 2), 0, wallHeight),
            part("main_dome", circle(f.at(0, mainDome), domeRadius, 24), wallHeight, domeTop),
            part("tomb_dome", circle(f.at(0, tombDome), 5.4, 24), wallHeight, 31),
        ]
    }
}
