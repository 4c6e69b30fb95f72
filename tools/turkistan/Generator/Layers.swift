import City
import Geometry

/// Columns of a layer, declared once, then filled row by row in the same order.
struct Table {
    var draft: LayerDraft
    private var places: [Int] = []

    init(_ name: String, _ columns: [(name: String, unit: String?, definition: String)]) {
        draft = LayerDraft(name: name)
        places = columns.map { draft.place(ofColumn: $0.name, unit: $0.unit, definition: $0.definition) }
    }

    /// Closes the feature whose geometry was just added.
    mutating func add(_ id: String, _ values: [Value]) {
        for (place, value) in zip(places, values) { draft.set(value, at: place) }
        draft.endFeature(id: id)
    }

    consuming func finish(_ diagnostics: inout Diagnostics) -> Layer { draft.finish(&diagnostics) }
}

extension Value {
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    init(_ number: Int) { self = .integer(Int64(number)) }
    init(_ number: Double) { self = .real(number) }
}

func centimetres(_ metres: Double) -> Double { (metres * 100).rounded() / 100 }

extension Turkistan {
    /// The ids of the buildings, in order: `b-1`, `b-2`, … and the monuments' own.
    var buildingIDs: [String] { buildings.enumerated().map { $0.element.id ?? "b-\($0.offset + 1)" } }

    func buildingLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "building",
            [
                ("use", nil, "what the building is used for"),
                ("levels", nil, "storeys above ground"),
                ("height", "m", "ground to highest point"),
                ("height_source", nil, "where the height is from: model (LoD2), survey; null where no height is known"),
                ("roof_shape", nil, "OSM roof:shape"),
                ("roof_height", "m", "the roof's part of the height"),
                ("start_date", "a", "year of construction"),
                ("material", nil, "of the walls"),
                ("population", nil, "residents"),
                ("name", nil, "English name"),
                ("name_kk", nil, "Kazakh name"),
                ("name_ru", nil, "Russian name"),
                ("lod", nil, "level of detail of the geometry: 0 footprint, 2 solid with roof"),
                ("superblock", nil, "superblock, column-row of the grid of main streets"),
                ("note", nil, "what to know of a monument or of a broken rule"),
            ])
        for (building, id) in zip(buildings, buildingIDs) {
            var (height, levels) = (Value(centimetres(building.height)), Value(building.levels))
            if let solid = building.solid {
                let base = ground(under: building.footprint)
                table.draft.geometries.append(
                    .surface, polygons: solid.faces.map { $0.lifted(by: base) }, hasZ: true, types: solid.types)
            } else {
                table.draft.geometries.append(
                    .polygon, polygons: [Polygon(exterior: building.footprint)], hasZ: false)
                if building.known == .levels || building.known == .nothing { height = .null }
            }
            if building.known == .height || building.known == .nothing { levels = .null }
            let source: Value = height.isNull ? .null : .text(building.solid == nil ? "survey" : "model")
            let block = plan.superblocks[building.superblock]
            table.add(
                id,
                [
                    .text(building.use), levels, height, source, .text(building.roofShape),
                    height.isNull ? .null : Value(centimetres(building.roofHeight)), Value(building.startDate),
                    .text(building.material), Value(building.population), Value(building.name?.en),
                    Value(building.name?.kk), Value(building.name?.ru), Value(building.solid == nil ? 0 : 2),
                    .text("\(block.i)-\(block.j)"), Value(building.note),
                ])
        }
        return table.finish(&diagnostics)
    }

    /// The lowest ground under a building's corners, to the centimetre.
    func ground(under ring: [Point3]) -> Double {
        centimetres(ring.reduce(Double.infinity) { min($0, terrain.height(at: $1) ?? Ground.height($1)) })
    }

    func partLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "building_part",
            [
                ("parent", nil, "building it is part of"), ("part", nil, "which part"),
                ("min_height", "m", "ground to its underside"), ("height", "m", "ground to its highest point"),
            ])
        for part in parts {
            table.draft.geometries.append(.polygon, polygons: [Polygon(exterior: part.footprint)], hasZ: false)
            table.add(part.id, [.text(part.building), .text(part.part), Value(part.minHeight), Value(part.height)])
        }
        return table.finish(&diagnostics)
    }

    func zoneLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "zone",
            [
                ("zone_type", nil, "kind of heritage zone"), ("name", nil, "English name"),
                ("name_kk", nil, "Kazakh name"), ("name_ru", nil, "Russian name"),
                ("max_height_m", "m", "greatest height above ground allowed"),
                ("rule_source", nil, "where the rule is from; boundaries are synthetic"),
            ])
        for zone in Zones.all() {
            table.draft.geometries.append(.polygon, polygons: [zone.polygon], hasZ: false)
            table.add(
                zone.id,
                [
                    .text(zone.type), .text(zone.name.en), .text(zone.name.kk), .text(zone.name.ru),
                    zone.maxHeight.map { Value($0) } ?? .null, .text(zone.ruleSource),
                ])
        }
        return table.finish(&diagnostics)
    }

    func treeLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "tree",
            [
                ("species", nil, "common name"), ("species_latin", nil, "botanical name"),
                ("height", "m", "ground to crown top"), ("crown_diameter", "m", "diameter of the crown"),
            ])
        for (k, tree) in trees.enumerated() {
            table.draft.geometries.append(point: tree.place)
            table.add(
                "tree-\(k + 1)",
                [.text(tree.species.english), .text(tree.species.latin), Value(tree.height), Value(tree.crown)])
        }
        return table.finish(&diagnostics)
    }
}

extension Polygon {
    fileprivate func lifted(by z: Double) -> Polygon {
        Polygon(
            vertices: vertices.map { Point3($0.x, $0.y, (($0.z + z) * 1000).rounded() / 1000) }, ringEnds: ringEnds)
    }
}
