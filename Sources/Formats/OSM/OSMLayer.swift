/// The layers that OpenStreetMap objects become, in the order in which they are delivered.
enum OSMLayer: String, CaseIterable, Sendable {
    case building
    case buildingPart = "building_part"
    case road
    case square
    case railway
    case streetLight = "street_light"
    case trafficSignal = "traffic_signal"
    case crossing
    case tree
    case treeRow = "tree_row"
    case landUse = "land_use"
    case water
    case zone

    /// What of an object becomes the feature's geometry.
    enum Shape { case point, line, area }

    /// The layers an object belongs to: a listed building is a building and a zone.
    static func layers(of object: OSMObject) -> [(layer: OSMLayer, shape: Shape)] {
        switch object.kind {
        case .node: node(object.tags).map { [($0, .point)] } ?? []
        case .way, .relation: wayOrRelation(object)
        }
    }

    private static func node(_ tags: OSMTags) -> OSMLayer? {
        switch tags[.highway] {
        case "street_lamp": return .streetLight
        case "traffic_signals": return .trafficSignal
        case "crossing": return .crossing
        default: return tags[.natural] == "tree" ? .tree : nil
        }
    }

    private static func wayOrRelation(_ object: OSMObject) -> [(OSMLayer, Shape)] {
        let tags = object.tags
        let isRelation = object.kind == .relation
        // Tags that mean an area on any closed way.
        let isArea = isRelation || (object.isClosed && tags[.area] != "no")
        // Tags that mean a line, unless the way says otherwise.
        let isExplicitArea = isRelation || (object.isClosed && tags[.area] == "yes")
        var layers: [(OSMLayer, Shape)] = []

        // A building that is also tagged as its own part is a building.
        if tags.has(.building) {
            layers.append((.building, .area))
        } else if tags.has(.buildingPart) {
            layers.append((.buildingPart, .area))
        }
        if tags.has(.highway) { layers.append(isExplicitArea ? (.square, .area) : (.road, .line)) }
        if let railway = tags[.railway], tracks.contains(railway), !isExplicitArea { layers.append((.railway, .line)) }
        if tags[.natural] == "tree_row", !isRelation { layers.append((.treeRow, .line)) }
        if isArea, isWaterArea(tags) {
            layers.append((.water, .area))
        } else if let waterway = tags[.waterway], waterLines.contains(waterway), !isRelation {
            layers.append((.water, .line))
        } else if isArea, isLandUse(tags) {
            layers.append((.landUse, .area))
        }
        if isArea, isZone(tags) { layers.append((.zone, .area)) }
        return layers
    }

    /// Tracks, also those that are planned or gone; platforms, stations and switches are none.
    private static let tracks: Set = [
        "rail", "light_rail", "tram", "subway", "narrow_gauge", "monorail", "funicular", "preserved", "miniature",
        "construction", "proposed", "disused", "abandoned",
    ]

    private static let waterLines: Set = [
        "river", "stream", "canal", "ditch", "drain", "tidal_channel", "brook", "flowline", "pressurised",
    ]

    private static func isWaterArea(_ tags: OSMTags) -> Bool {
        tags[.natural] == "water" || ["riverbank", "dock"].contains(tags[.waterway] ?? "")
            || ["reservoir", "basin"].contains(tags[.landuse] ?? "")
    }

    /// Open ground of a stated kind. Coastlines, cliffs and the like are lines whatever their ends do.
    private static func isLandUse(_ tags: OSMTags) -> Bool {
        tags.has(.landuse) || tags.has(.leisure)
            || (tags.has(.natural)
                && !["coastline", "cliff", "ridge", "arete", "earth_bank", "tree_row", "tree", "bay", "strait", "peak"]
                    .contains(tags[.natural] ?? ""))
    }

    private static func isZone(_ tags: OSMTags) -> Bool {
        ["protected_area", "national_park"].contains(tags[.boundary] ?? "") || tags.has(.heritage)
    }
}
