/// CityJSON city object types (2.0 §2.3, and names only 1.x has) and the layers they are kept in.
enum CityJSONNames {
    /// Types whose layer is not simply their name in snake_case.
    private static let layers: [String: String] = [
        "TransportSquare": "square", "Square": "square", "SolitaryVegetationObject": "tree", "WaterBody": "water",
        "Waterway": "water", "TINRelief": "terrain_tin", "GenericCityObject": "generic",
        "+GenericCityObject": "generic", "CityObjectGroup": "city_object_group",
    ]

    private static let others: Set<String> = [
        "Building", "BuildingPart", "BuildingInstallation", "BuildingConstructiveElement", "BuildingFurniture",
        "BuildingStorey", "BuildingRoom", "BuildingUnit", "Bridge", "BridgePart", "BridgeInstallation",
        "BridgeConstructiveElement", "BridgeConstructionElement", "BridgeRoom", "BridgeFurniture", "Tunnel",
        "TunnelPart", "TunnelInstallation", "TunnelConstructiveElement", "TunnelHollowSpace", "TunnelFurniture",
        "Road", "Railway", "LandUse", "PlantCover", "CityFurniture", "OtherConstruction",
    ]

    /// Whether the specification knows the type.
    static func isKnown(_ type: String) -> Bool { layers[type] != nil || others.contains(type) }

    /// The layer a type's objects are kept in: `BuildingPart` → `building_part`, `+NoiseBuilding` → `noise_building`.
    static func layer(ofType type: String) -> String {
        if let layer = layers[type] { return layer }
        var name = ""
        var previous: Character = "_"
        for character in type where character.isLetter || character.isNumber || character == "_" {
            if character.isUppercase, previous.isLowercase || previous.isNumber { name += "_" }
            name += character.lowercased()
            previous = character
        }
        return name.isEmpty ? "generic" : name
    }

    /// The type a layer's features are written as: the nearest, a generic object where there is none.
    static func type(ofLayer layer: String) -> String {
        switch layer {
        case "building_part": "BuildingPart"
        case "square": "TransportSquare"
        case "tree": "SolitaryVegetationObject"
        case "water": "WaterBody"
        case "terrain_tin": "TINRelief"
        case "generic": "GenericCityObject"
        case "city_object_group": "CityObjectGroup"
        case "street_light", "signal", "signal_group", "sensor", "camera", "bench": "CityFurniture"
        case "green", "park", "plant_cover": "PlantCover"
        case "landuse": "LandUse"
        case "rail": "Railway"
        default: others.first { self.layer(ofType: $0) == layer } ?? "GenericCityObject"
        }
    }
}
