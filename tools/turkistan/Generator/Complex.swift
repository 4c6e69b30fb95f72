import Geometry

/// What stands around the mausoleum. Which buildings there are is real; their places and measures are approximate.
enum Complex {
    /// The citadel's ring in the mausoleum's frame: it encloses the mausoleum and that of Rabia Sultan Begim.
    private static let wallCorners: [(Double, Double)] = [(-105, -125), (105, -125), (105, 95), (-105, 95)]

    /// The ground within the walls.
    static var citadelGround: [Point3] { wallCorners.map { Yasawi.frame.at($0.0, $0.1) } }

    static let approximate = "place and measures approximate"

    static func buildings() -> [Building] {
        [mausoleum(), rabia(), esimKhan(), hilvet(), fridayMosque(), bath(), museum()] + citadel() + shelters()
    }

    private static func monument(
        _ id: String, _ footprint: [Point3], _ use: String, height: Double, year: Int, _ name: Name, _ solid: Solid
    ) -> Building {
        var building = Building(footprint, use: use, levels: 1, height: height, known: .height)
        building.id = id
        building.startDate = year
        building.material = "fired_brick"
        building.name = name
        building.solid = solid
        building.note = approximate
        return building
    }

    private static func mausoleum() -> Building {
        var building = monument(
            Yasawi.id, Yasawi.footprint, "mausoleum", height: Yasawi.portalHeight, year: 1389,
            Name(
                en: "Mausoleum of Khoja Ahmed Yasawi", kk: "Қожа Ахмет Ясауи кесенесі",
                ru: "Мавзолей Ходжи Ахмеда Ясави"), Yasawi.solid(ground: 0))
        building.roofShape = "dome"
        building.roofHeight = Yasawi.portalHeight - Yasawi.wallHeight
        building.note = "World Heritage property; measures from sources, details approximate"
        return building
    }

    /// About 60 m south-east of the mausoleum, octagonal, a dome on a high drum (reconstruction of 1980).
    private static func rabia() -> Building {
        let centre = Yasawi.frame.at(14, -Yasawi.length / 2 - 60)
        return domed(
            "b-rabia", circle(centre, 8.5, 8), centre, wall: 7.5, drum: 11.5, top: 17.5, radius: 5.2, "mausoleum", 1485,
            Name(
                en: "Mausoleum of Rabia Sultan Begim", kk: "Рабиға Сұлтан Бегім кесенесі",
                ru: "Мавзолей Рабии Султан Бегим"))
    }

    private static func esimKhan() -> Building {
        let centre = Yasawi.frame.at(-36, -56)
        let frame = Frame(origin: centre, x: Yasawi.frame.x)
        return domed(
            "b-esim-khan", frame.rectangle(-6, -6, 6, 6), centre, wall: 4.6, drum: 5.2, top: 6.9, radius: 3.6,
            "mausoleum", 1645,
            Name(en: "Mausoleum of Esim Khan", kk: "Есім хан кесенесі", ru: "Мавзолей Есим-хана"))
    }

    private static func hilvet() -> Building {
        let centre = Point3(-62, -182)
        let frame = Frame(origin: centre, x: Yasawi.frame.x)
        return domed(
            "b-hilvet", frame.rectangle(-14, -9, 14, 9), centre, wall: 3.2, drum: 3.8, top: 6.2, radius: 3.2, "mosque",
            1150,
            Name(en: "Hilvet underground mosque", kk: "Қылует жерасты мешіті", ru: "Подземная мечеть Хильвет"))
    }

    private static func fridayMosque() -> Building {
        let frame = Frame(origin: Point3(-100, -160), x: Yasawi.frame.x)
        let ring = frame.rectangle(-9, -7, 9, 7)
        return monument(
            "b-friday-mosque", ring, "mosque", height: 5.2, year: 1878,
            Name(en: "Friday mosque", kk: "Жұма мешіті", ru: "Жума-мечеть"), .prism(ring, 0, 5.2))
    }

    private static func bath() -> Building {
        let centre = Point3(-185, -62)
        let frame = Frame(origin: centre, x: Point3(1, 0.2))
        return domed(
            "b-bath", frame.rectangle(-9, -8, 9, 8), centre, wall: 2.6, drum: 2.9, top: 5.1, radius: 3.4, "museum",
            1580,
            Name(en: "Eastern bath", kk: "Шығыс моншасы", ru: "Восточная баня"))
    }

    private static func museum() -> Building {
        let frame = Frame(origin: Point3(-205, 190), x: Point3(1, 0))
        let ring = frame.rectangle(-24, -9, 24, 9)
        var museum = monument(
            "b-museum", ring, "museum", height: 6.4, year: 1990,
            Name(en: "Azret Sultan museum", kk: "Әзірет Сұлтан музейі", ru: "Музей «Азрет Султан»"),
            .prism(ring, 0, 6.4))
        museum.material = "brick"
        return museum
    }

    /// A body with a flat roof that carries one dome on a drum: one closed shell.
    private static func domed(
        _ id: String, _ ring: [Point3], _ centre: Point3, wall: Double, drum: Double, top: Double, radius: Double,
        _ use: String, _ year: Int, _ name: Name
    ) -> Building {
        let dome = Dome(
            centre: centre, radius: radius, sides: 16, base: wall, spring: drum, top: top, profile: Dome.pointed)
        var solid = Solid()
        solid.add(ring.reversed().map { raised($0, 0) }, .ground)
        solid.addWalls(ring, 0, wall)
        solid.add(ring.map { raised($0, wall) }, holes: [dome.foot.reversed().map { raised($0, wall) }], .roof)
        solid.append(dome.shell)
        var building = monument(id, ring, use, height: top, year: year, name, solid)
        building.roofShape = "dome"
        building.roofHeight = top - wall
        return building
    }

    /// Reconstructed walls with corner towers, and gates to the south-east and north-west.
    private static func citadel() -> [Building] {
        let frame = Yasawi.frame
        let corners = wallCorners.map { frame.at($0.0, $0.1) }
        var pieces: [Building] = []
        func add(_ ring: [Point3], height: Double, _ id: String, _ name: Name) {
            pieces.append(
                monument(id, ring, "fortification", height: height, year: 1870, name, .prism(ring, 0, height)))
        }
        let wall = Name(en: "Citadel wall", kk: "Цитадель қабырғасы", ru: "Стена цитадели")
        let gate = Name(en: "Citadel gate", kk: "Цитадель қақпасы", ru: "Ворота цитадели")
        for k in 0..<4 {
            let (a, b) = (corners[k], corners[(k + 1) % 4])
            let side = Frame(origin: a, x: b - a)
            let span = a.distance2D(to: b)
            add(circle(a, 3.6, 8), height: 7, "b-citadel-tower-\(k + 1)", wall)
            guard k % 2 == 0 else {
                add(side.rectangle(4.2, -1.2, span - 4.2, 1.2), height: 5.5, "b-citadel-wall-\(k + 1)", wall)
                continue
            }
            let middle = span / 2
            add(side.rectangle(4.2, -1.2, middle - 12, 1.2), height: 5.5, "b-citadel-wall-\(k + 1)a", wall)
            add(side.rectangle(middle + 12, -1.2, span - 4.2, 1.2), height: 5.5, "b-citadel-wall-\(k + 1)b", wall)
            add(side.rectangle(middle - 11.5, -3.5, middle - 5, 3.5), height: 6.9, "b-citadel-gate-\(k + 1)a", gate)
            add(side.rectangle(middle + 5, -3.5, middle + 11.5, 3.5), height: 6.9, "b-citadel-gate-\(k + 1)b", gate)
        }
        return pieces
    }

    /// Low roofs over the excavations of Kultobe.
    private static func shelters() -> [Building] {
        (0..<3).map { k in
            let ring = Frame(
                origin: Kultobe.centre + Point3(Double(k) * 21 - 18, Double(k % 2) * 24 - 30), x: Point3(1, 0.3)
            ).rectangle(-8, -6, 8, 6)
            var shelter = monument(
                "b-kultobe-\(k + 1)", ring, "shelter", height: 4.2, year: 2021,
                Name(en: "Kultobe excavation shelter", kk: "Күлтөбе қазба жабыны", ru: "Навес над раскопом Культобе"),
                .prism(ring, 0, 4.2))
            shelter.material = "metal"
            return shelter
        }
    }

    /// Footpaths: a ring around the citadel, ways to the streets on all sides, and the promenade to the portal.
    static func layPaths(_ network: inout Network, in parcel: Parcel) {
        let frame = Yasawi.frame
        let ring = [(130.0, -150.0), (130, 120), (-130, 120), (-130, -150)].map {
            network.addNode(frame.at($0.0, $0.1))
        }
        // East, north, west, south sides of the superblock, in the order of the ring's corners.
        for (k, side) in [1, 2, 3, 0].enumerated() {
            let (a, b) = (parcel.corners[side], parcel.corners[(side + 1) % 4])
            let end = network.node(on: parcel.sides[side], from: a, to: b, at: 0.5, snap: 60)
            _ = network.addLine(ring[k], end, .pedestrian)
        }
        for k in 0..<3 { _ = network.addLine(ring[k], ring[k + 1], .pedestrian) }
        let front = network.addLine(ring[3], ring[0], .pedestrian)
        let gate = network.node(on: front, from: ring[3], to: ring[0], at: 0.5, snap: 0)
        _ = network.addLine(gate, network.addNode(frame.at(0, -58)), .pedestrian)
        _ = network.addLine(gate, parcel.corners[1], .pedestrian)
    }
}

/// The mosque built south of the complex: a real case for a rule on heights. Minarets 33.1 m, dome 31.5 m
/// (WHC state of conservation report 2014); about 500 m from the mausoleum, about 70 m from the buffer zone.
enum NewMosque {
    static let id = "b-new-mosque"
    static let centre = Point3(65, -496)
    static let minaretHeight = 33.1
    static let domeHeight = 31.5
    private static let hallHeight = 13.0
    private static let half = 21.0
    private static let minaretAt = 24.5

    /// Turned so that its far side faces Mecca (azimuth about 239°).
    private static var frame: Frame { Frame(origin: centre, x: left(heading(59))) }

    private static var minarets: [Point3] {
        [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { frame.at($0.0 * minaretAt, $0.1 * minaretAt) }
    }

    static func building() -> Building {
        let ring = frame.rectangle(-half, -half, half, half)
        let dome = Dome(
            centre: centre, radius: 11, sides: 24, base: hallHeight, spring: 20, top: domeHeight, profile: Dome.pointed)
        var solid = Solid()
        solid.add(ring.reversed().map { raised($0, 0) }, .ground)
        solid.addWalls(ring, 0, hallHeight)
        solid.add(
            ring.map { raised($0, hallHeight) }, holes: [dome.foot.reversed().map { raised($0, hallHeight) }], .roof)
        solid.append(dome.shell)
        for p in minarets {
            let tower = Dome(
                centre: p, radius: 1.7, sides: 8, base: 0, spring: minaretHeight - 5, top: minaretHeight,
                profile: Dome.cone)
            solid.append(tower.tower)
        }
        let reach = minaretAt + 1.8
        var mosque = Building(
            frame.rectangle(-reach, -reach, reach, reach), use: "mosque", levels: 2, height: minaretHeight,
            known: .height)
        mosque.id = id
        mosque.startDate = 2014
        mosque.roofShape = "dome"
        mosque.roofHeight = domeHeight - hallHeight
        mosque.name = Name(
            en: "New mosque for 2000 prayers", kk: "Жаңа мешіт (2000 орын)", ru: "Новая мечеть на 2000 мест")
        mosque.solid = solid
        mosque.note = "documented offender of the 7 m rule: minarets 33.1 m, dome 31.5 m (WHC SOC 2014)"
        return mosque
    }

    static func parts() -> [BuildingPart] {
        func part(_ name: String, _ ring: [Point3], _ low: Double, _ high: Double) -> BuildingPart {
            BuildingPart(id: "\(id)-\(name)", building: id, part: name, footprint: ring, minHeight: low, height: high)
        }
        return [
            part("hall", frame.rectangle(-half, -half, half, half), 0, hallHeight),
            part("dome", circle(centre, 11, 24), hallHeight, domeHeight),
        ]
            + minarets.enumerated().map {
                part("minaret_\($0.offset + 1)", circle($0.element, 1.7, 8), 0, minaretHeight)
            }
    }
}
