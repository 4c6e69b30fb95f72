import City
import Geometry

extension Turkistan {
    func landLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "land_use",
            [
                ("land_use", nil, "OSM landuse or leisure value"), ("district", nil, "kind of district"),
                ("superblock", nil, "superblock, column-row of the grid of main streets"),
                ("area_ha", "ha", "area"),
            ])
        func add(_ id: String, _ ring: [Point3], _ use: String, _ block: Superblock) {
            table.draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring.map(rounded))], hasZ: false)
            table.add(
                id,
                [
                    .text(use), .text(block.district.label), .text("\(block.i)-\(block.j)"),
                    Value((signedArea(ring) / 100).rounded() / 100),
                ])
        }
        for (k, block) in plan.blocks.enumerated() where block.superblock < superblocks {
            guard let ground = plan.network.ground(of: block.parcel) else { continue }
            let superblock = plan.superblocks[block.superblock]
            let isSquare =
                superblock.district == .mosqueSquare && (k == 0 || plan.blocks[k - 1].superblock != block.superblock)
            add("land-\(k + 1)", ground.corners, isSquare ? "park" : superblock.district.landUse, superblock)
        }
        if size == .city {
            for (k, block) in plan.superblocks.enumerated() where block.district == .fields {
                guard let ground = plan.network.quad(block.parcel).inset(12) else { continue }
                add(
                    "land-field-\(k + 1)", ground.corners, (block.i * 7 + block.j * 5) % 3 == 0 ? "meadow" : "farmland",
                    block)
            }
        }
        return table.finish(&diagnostics)
    }

    func waterLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "water",
            [
                ("water", nil, "canal (an irrigation ditch, aryk, along a street) or pond"),
                ("width", "m", "width of the water"), ("road_id", nil, "street it runs along"),
            ])
        for number in roadNumbers {
            let road = roads.roads[number]
            guard road.roadClass.rawValue <= 1, road.length > 60, road.isLit else { continue }
            let along = (road.to - road.from).normalised
            // Culverts take it under the side streets; the trees' row lies between it and the carriageway.
            let aside = left(along) * (road.roadClass.width / 2 + 6.5)
            table.draft.geometries.append(
                line: [rounded(road.from + along * 20 + aside), rounded(road.to - along * 20 + aside)])
            table.add("aryk-\(number + 1)", [.text("canal"), Value(1.2), .text(Turkistan.roadID(number))])
        }
        table.draft.geometries.append(
            .polygon, polygons: [Polygon(exterior: circle(Point3(-215, -215), 26, 20, rib: 0.9))], hasZ: false)
        table.add("pond-1", [.text("pond"), .null, .null])
        return table.finish(&diagnostics)
    }

    func squareLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "square",
            [
                ("name", nil, "English name"), ("name_kk", nil, "Kazakh name"), ("name_ru", nil, "Russian name"),
                ("surface", nil, "OSM surface"),
            ])
        let squares: [(String, [Point3], Name)] = [
            (
                "square-portal", Yasawi.frame.rectangle(-30, -118, 30, -36),
                Name(en: "Square before the portal", kk: "Портал алдындағы алаң", ru: "Площадь перед порталом")
            ),
            (
                "square-mosque", Frame(origin: NewMosque.centre, x: Point3(1, 0)).rectangle(-75, -60, 75, 75),
                Name(en: "Mosque square", kk: "Мешіт алаңы", ru: "Площадь у мечети")
            ),
        ]
        for (id, ring, name) in squares {
            table.draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
            table.add(id, [.text(name.en), .text(name.kk), .text(name.ru), .text("paving_stones")])
        }
        return table.finish(&diagnostics)
    }

    func boundaryLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "boundary",
            [
                ("name", nil, "English name"), ("name_kk", nil, "Kazakh name"), ("name_ru", nil, "Russian name"),
                ("area_ha", "ha", "area"), ("note", nil, "how far it can be trusted"),
            ])
        table.draft.geometries.append(.polygon, polygons: [Polygon(exterior: boundary)], hasZ: false)
        table.add(
            "boundary-city",
            [
                .text("City of Turkistan"), .text("Түркістан қаласы"), .text("Город Туркестан"),
                Value((signedArea(boundary) / 100).rounded() / 100),
                .text("synthetic shape; the area is that of the general plan of 2020"),
            ])
        return table.finish(&diagnostics)
    }
}

extension District {
    fileprivate var landUse: String {
        switch self {
        case .complex: "park"
        case .civic: "commercial"
        case .industrial: "industrial"
        case .fields: "farmland"
        default: "residential"
        }
    }

    fileprivate var label: String {
        switch self {
        case .complex: "complex"
        case .mosqueSquare: "mosque_square"
        case .mahalla: "mahalla"
        case .regular: "detached_houses"
        case .growing: "allotments"
        case .microDistrict: "micro_district"
        case .civic: "civic"
        case .industrial: "industrial"
        case .fields: "fields"
        }
    }
}
