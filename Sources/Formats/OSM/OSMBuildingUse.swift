/// What a building is used for: one word out of a short list, from several tags.
///
/// `building=*` says what a building was built as, and mostly what it is. Where it is only a `yes` or a wide word
/// (`public`, `commercial`), what happens inside says more: `building:use`, then `amenity`, `healthcare`, `shop`,
/// `office`, `tourism`, `leisure`; if they say nothing, the wide word stands.
enum OSMBuildingUse {
    static func use(_ tags: OSMTags) -> String? {
        let building = tags[.building] ?? tags[.buildingPart] ?? ""
        if let use = narrow[building] { return use }
        if let use = tags[.buildingUse].flatMap({ narrow[$0] ?? wide[$0] }) { return use }
        if let use = tags[.amenity].flatMap({ amenities[$0] }) { return use }
        if let use = tags[.healthcare] { return use == "hospital" ? "hospital" : "clinic" }
        if tags.has(.shop) { return "retail" }
        if tags.has(.office) { return "office" }
        if let use = tags[.tourism].flatMap({ tourisms[$0] }) { return use }
        if let use = tags[.leisure].flatMap({ leisures[$0] }) { return use }
        return wide[building]
    }

    /// Values of `building` and `building:use` that say what a building is.
    private static let narrow = table([
        "residential": "residential",
        "apartments": "apartments",
        "house": "house detached semidetached_house terrace bungalow cabin villa farm static_caravan houseboat",
        "dormitory": "dormitory barracks",
        "hotel": "hotel hostel guest_house",
        "school": "school",
        "kindergarten": "kindergarten",
        "university": "university college",
        "hospital": "hospital",
        "clinic": "clinic",
        "retail": "retail supermarket kiosk shop mall store",
        "office": "office offices",
        "civic": "government townhall fire_station police courthouse post_office library",
        "culture": "museum theatre cinema",
        "religious": "religious church cathedral chapel mosque temple synagogue shrine monastery presbytery",
        "industrial": "industrial manufacture factory works",
        "warehouse": "warehouse hangar storage_tank silo depot",
        "agricultural": "agricultural barn greenhouse stable cowshed sty farm_auxiliary livestock slurry_tank",
        "sport": "sports_hall sports_centre stadium grandstand riding_hall pavilion",
        "transport": "transportation train_station bus_station ferry_terminal",
        "parking": "parking garage garages carport",
        "utility": "service transformer_tower water_tower substation boiler_house",
        "outbuilding": "shed hut outbuilding toilets roof canopy ger",
        "ruins": "ruins",
        "construction": "construction",
    ])

    /// Values that leave room.
    private static let wide = table([
        "commercial": "commercial", "civic": "civic public", "mixed": "mixed mixed_use",
    ])

    private static let amenities = table([
        "school": "school music_school language_school driving_school",
        "kindergarten": "kindergarten childcare",
        "university": "university college research_institute",
        "hospital": "hospital",
        "clinic": "clinic doctors dentist veterinary",
        "civic": "townhall courthouse police fire_station post_office library community_centre social_facility embassy",
        "culture": "theatre cinema arts_centre",
        "religious": "place_of_worship monastery",
        "retail": "marketplace pharmacy fuel",
        "catering": "restaurant cafe fast_food bar pub food_court",
        "office": "bank coworking_space",
        "parking": "parking",
        "transport": "bus_station ferry_terminal",
        "outbuilding": "toilets shelter",
    ])

    private static let tourisms = table([
        "hotel": "hotel hostel guest_house motel apartment chalet", "culture": "museum gallery",
    ])

    private static let leisures = table([
        "sport": "sports_centre sports_hall stadium fitness_centre ice_rink swimming_pool"
    ])

    private static func table(_ uses: [String: String]) -> [String: String] {
        var table: [String: String] = [:]
        for (use, values) in uses {
            for value in values.split(separator: " ") { table[String(value)] = use }
        }
        return table
    }
}
