/// The tag keys that make layers or describe them. The raw value is the key as OpenStreetMap writes it.
enum OSMKey: String, CaseIterable, Sendable {
    // Keys that make layers; see `OSMLayer`.
    case building
    case buildingPart = "building:part"
    case highway, railway, waterway, natural, landuse, leisure, boundary, heritage

    // Everything.
    case name, layer, width, height, ref, area
    case estimatedWidth = "est_width"
    case startDate = "start_date"

    // Buildings.
    case minHeight = "min_height"
    case levels = "building:levels"
    case minLevel = "building:min_level"
    case buildingMaterial = "building:material"
    case buildingColour = "building:colour"
    case buildingUse = "building:use"
    case buildingFlats = "building:flats"
    case roofShape = "roof:shape"
    case roofHeight = "roof:height"
    case roofLevels = "roof:levels"
    case roofMaterial = "roof:material"
    case roofOrientation = "roof:orientation"
    case roofDirection = "roof:direction"
    case street = "addr:street"
    case houseNumber = "addr:housenumber"
    case amenity, shop, office, tourism, healthcare

    // Roads, railways, water.
    case lanes, lit, maxspeed, oneway, surface, bridge, tunnel, sidewalk, cycleway, junction, service
    case sidewalkBoth = "sidewalk:both"
    case sidewalkLeft = "sidewalk:left"
    case sidewalkRight = "sidewalk:right"
    case access, crossing, gauge, electrified, usage, water, intermittent

    // Street lights.
    case lampType = "lamp_type"
    case lampMount = "lamp_mount"
    case lightSource = "light:source"
    case lightSourceType = "light_source"
    case lightMethod = "light:method"
    case lightColour = "light:colour"
    case lightColourTemperature = "light:colour_temperature"
    case lightCount = "light:count"
    case lightDirection = "light:direction"
    case lightPower = "light:power"
    case lampPower = "lamp_power"
    case lightFlux = "light:flux"
    case lightLit = "light:lit"
    case direction, support, lampModel = "lamp_model", manufacturer, operatorName = "operator"

    // Signals and crossings.
    case trafficSignals = "traffic_signals"
    case trafficSignalsDirection = "traffic_signals:direction"
    case crossingSignals = "crossing:signals"
    case crossingMarkings = "crossing:markings"
    case crossingIsland = "crossing:island"
    case buttonOperated = "button_operated"
    case tactilePaving = "tactile_paving"
    case kerb

    // Trees.
    case species, genus, denotation
    case leafType = "leaf_type"
    case leafCycle = "leaf_cycle"
    case crownDiameter = "diameter_crown"
    case circumference

    // Zones.
    case protectClass = "protect_class"
    case protectionTitle = "protection_title"
    case heritageOperator = "heritage:operator"

    /// Whether an object with this key may become a feature.
    var makesLayer: Bool {
        switch self {
        case .building, .buildingPart, .highway, .railway, .waterway, .natural, .landuse, .leisure, .boundary,
            .heritage:
            true
        default: false
        }
    }
}
