internal import City

extension OSMLayer {
    /// The columns of a layer, without `source_id`, which all have.
    var columns: [OSMColumn] {
        switch self {
        case .building: Self.buildingColumns
        case .buildingPart: Self.partColumns
        case .road: Self.roadColumns
        case .square: Self.squareColumns
        case .railway: Self.railwayColumns
        case .streetLight: Self.streetLightColumns
        case .trafficSignal: Self.trafficSignalColumns
        case .crossing: Self.crossingColumns
        case .tree: Self.treeColumns
        case .treeRow: Self.treeRowColumns
        case .landUse: Self.landUseColumns
        case .water: Self.waterColumns
        case .zone: Self.zoneColumns
        }
    }

    private static let name: OSMColumn = .text("name", .name, definition: "Name")
    private static let surface: OSMColumn = .text("surface", .surface, definition: "Surface as tagged: asphalt, …")
    private static let bridge: OSMColumn = .applies("bridge", .bridge, definition: "Whether it runs over a bridge")
    private static let tunnel: OSMColumn = .applies("tunnel", .tunnel, definition: "Whether it runs through a tunnel")
    private static let level: OSMColumn = .whole("layer", .layer, definition: "Order above each other at crossings")
    private static let width: OSMColumn = .metres("width", .width, .estimatedWidth, definition: "Width")

    private static let maxspeed: OSMColumn = .derived(
        "maxspeed", .real, unit: "km/h", definition: "Speed limit; null where none or no fixed number applies"
    ) { object in
        guard let text = object.tags[.maxspeed] else { return .null }
        switch OSMRoad.speed(text) {
        case .limit(let kmh): return .real(kmh)
        case .noNumber: return .null
        case nil: return nil
        }
    }

    private static let lit: OSMColumn = .derived("lit", .bool, definition: "Whether there is street lighting") {
        guard let text = $0.tags[.lit] else { return .null }
        return OSMRoad.lit(text).map { .bool($0) }
    }

    private static let roadColumns: [OSMColumn] = [
        .text("highway", .highway, definition: "Type as tagged (OSM highway)"),
        .derived("road_class", .text, definition: "Class out of a short list (FIWARE roadClass, and ways without cars)")
        {
            .text(OSMRoad.roadClass($0.tags[.highway] ?? ""))
        },
        name,
        .whole("lanes", .lanes, definition: "Lanes for traffic, both directions together"),
        width, lit,
        .text("lit_tag", .lit, definition: "Lighting as tagged (OSM lit)"),
        maxspeed,
        .derived("oneway", .bool, definition: "Whether traffic runs along the line's direction only") {
            let rule = OSMRoad.oneway($0.tags)
            return rule.isReadable ? rule.isOneway.map { .bool($0) } ?? .null : nil
        },
        surface, bridge, tunnel, level,
        .derived("sidewalk", .text, definition: "Side of the sidewalk seen along the line: left, right, both, no") {
            OSMRoad.sidewalk($0.tags, isReversed: OSMRoad.oneway($0.tags).isReversed)
        },
        .text("cycleway", .cycleway, definition: "Cycle track or lane along the road, as tagged"),
        .text("junction", .junction, definition: "roundabout, circular, …"),
        .text("service", .service, definition: "Kind of service road: driveway, parking_aisle, …"),
        .text("access", .access, definition: "Who may use it, as tagged"),
        .text("ref", .ref, definition: "Road number"),
    ]

    private static let squareColumns: [OSMColumn] = [
        .text("highway", .highway, definition: "Type as tagged (OSM highway)"), name, surface, lit, level,
    ]

    private static let railwayColumns: [OSMColumn] = [
        .text("railway", .railway, definition: "Type as tagged (OSM railway)"), name,
        .text("usage", .usage, definition: "main, branch, industrial, …"),
        .text("service", .service, definition: "yard, siding, spur, …"),
        .text("gauge_mm", .gauge, definition: "Track gauge in millimetres; several where rails are shared"),
        .text("electrified", .electrified, definition: "contact_line, rail, no, …"),
        maxspeed, bridge, tunnel, level,
    ]

    private static let streetLightColumns: [OSMColumn] = [
        .text("lamp_type", .lampType, definition: "electric, led, gas, … (OSM lamp_type)"),
        .text(
            "light_source", .lightMethod, .lightSource, .lightSourceType,
            definition: "How the light is made: LED, sodium, …"),
        .metres("height", .height, definition: "Height of the luminaire above ground"),
        .number("power_w", .lightPower, .lampPower, unit: "W", units: ["w", "watt"], definition: "Electric power"),
        .number("flux_lm", .lightFlux, unit: "lm", units: ["lm", "lumen"], definition: "Luminous flux"),
        .derived("colour_temperature_k", .real, unit: "K", definition: "Correlated colour temperature") { object in
            let text = object.tags.first([.lightColourTemperature, .lightColour])
            return text.flatMap(OSMValues.kelvin).map { .real($0) } ?? .null
        },
        .text("light_colour", .lightColour, definition: "Colour as tagged: white, orange, 3000 K"),
        .whole("light_count", .lightCount, definition: "Number of luminaires on the support"),
        .azimuth("direction", .lightDirection, .direction, definition: "Azimuth the arm or light points to"),
        .text("support", .support, definition: "pole, wall, catenary, …"),
        .text("lamp_mount", .lampMount, definition: "straight_mast, bent_mast, wall_mounted, …"),
        .text("lit_hours", .lightLit, definition: "When it burns, as tagged: dusk-dawn, 24/7, …"),
        .text("model", .lampModel, definition: "Luminaire model"),
        .text("manufacturer", .manufacturer, definition: "Manufacturer"),
        .text("operator", .operatorName, definition: "Operator"),
        .text("ref", .ref, definition: "Number on the pole"),
    ]

    private static let trafficSignalColumns: [OSMColumn] = [
        .text("traffic_signals", .trafficSignals, definition: "What is signalled: signal, pedestrian_crossing, …"),
        .text("direction", .trafficSignalsDirection, definition: "forward, backward or both, seen along the road"),
        .text("crossing", .crossing, definition: "Crossing at the same place, as tagged"),
        .yesNo("button_operated", .buttonOperated, definition: "Whether pedestrians ask for green"),
        name,
        .text("ref", .ref, definition: "Number of the signal"),
    ]

    private static let crossingColumns: [OSMColumn] = [
        .text("crossing", .crossing, definition: "traffic_signals, uncontrolled, unmarked, …"),
        .text("signals", .crossingSignals, definition: "Whether there are signals (OSM crossing:signals)"),
        .text("markings", .crossingMarkings, definition: "zebra, lines, no, … (OSM crossing:markings)"),
        .applies("island", .crossingIsland, definition: "Whether there is a refuge island"),
        .applies("tactile_paving", .tactilePaving, definition: "Whether there is tactile paving"),
        .text("kerb", .kerb, definition: "raised, lowered, flush, …"),
        .yesNo("button_operated", .buttonOperated, definition: "Whether pedestrians ask for green"),
    ]

    private static let treeColumns: [OSMColumn] = [
        .metres("height", .height, definition: "Height"),
        .metres("diameter_crown", .crownDiameter, definition: "Diameter of the crown"),
        .metres("circumference", .circumference, definition: "Girth of the trunk at breast height"),
        .text("species", .species, definition: "Scientific name"),
        .text("genus", .genus, definition: "Genus"),
        .text("leaf_type", .leafType, definition: "broadleaved, needleleaved, …"),
        .text("leaf_cycle", .leafCycle, definition: "deciduous, evergreen, …"),
        .text("denotation", .denotation, definition: "avenue, urban, natural_monument, …"),
    ]

    private static let treeRowColumns: [OSMColumn] = [
        .metres("height", .height, definition: "Height"),
        .metres("diameter_crown", .crownDiameter, definition: "Diameter of the crowns"),
        .text("species", .species, definition: "Scientific name"),
        .text("genus", .genus, definition: "Genus"),
        .text("leaf_type", .leafType, definition: "broadleaved, needleleaved, …"),
        .text("leaf_cycle", .leafCycle, definition: "deciduous, evergreen, …"),
    ]

    private static let landUseColumns: [OSMColumn] = [
        .derived("land_use", .text, definition: "Kind as tagged: OSM landuse, or leisure, or natural") {
            $0.tags.first([.landuse, .leisure, .natural]).map { .text($0) } ?? .null
        },
        .derived("tag", .text, definition: "The key the kind comes from: landuse, leisure, natural") { object in
            [OSMKey.landuse, .leisure, .natural].first { object.tags[$0] != nil }.map { .text($0.rawValue) } ?? .null
        },
        name, surface,
        .text("leaf_type", .leafType, definition: "broadleaved, needleleaved, …"),
        .text("access", .access, definition: "Who may use it, as tagged"),
    ]

    private static let waterColumns: [OSMColumn] = [
        .derived("water", .text, definition: "Kind: river, canal, lake, reservoir, …") { object in
            let kinds = [object.tags[.water], object.tags[.waterway], object.tags[.landuse], object.tags[.natural]]
            return kinds.lazy.compactMap { $0 }.first.map { .text($0) } ?? .null
        },
        name, width,
        .yesNo("intermittent", .intermittent, definition: "Whether it falls dry"),
        bridge, tunnel, level,
    ]

    private static let zoneColumns: [OSMColumn] = [
        .derived("zone_type", .text, definition: "national_park, protected_area or heritage") { object in
            let boundary = object.tags[.boundary] ?? ""
            return .text(["national_park", "protected_area"].contains(boundary) ? boundary : "heritage")
        },
        name,
        .text("protect_class", .protectClass, definition: "Kind of protection (OSM protect_class)"),
        .text("protection_title", .protectionTitle, definition: "What the law calls it"),
        .text("heritage", .heritage, definition: "Administrative level of the listing: 1 world, 2 nation, 4 region, …"),
        .text("heritage_operator", .heritageOperator, definition: "Who keeps the list"),
        .text("ref", .ref, definition: "Number in the list"),
    ]
}
