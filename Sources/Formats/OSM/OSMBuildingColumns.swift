internal import City

extension OSMLayer {
    /// The columns of buildings and of their parts.
    static let buildingColumns: [OSMColumn] =
        [
            .text("building", .building, definition: "Type as tagged (OSM building)"),
            .derived("use", .text, definition: "Use out of a short list, from several tags") { object in
                OSMBuildingUse.use(object.tags).map { .text($0) } ?? .null
            },
        ] + commonBuildingColumns

    static let partColumns: [OSMColumn] =
        [.text("building_part", .buildingPart, definition: "Type as tagged (OSM building:part)")]
        + commonBuildingColumns

    private static let commonBuildingColumns: [OSMColumn] = [
        .text("name", .name, definition: "Name"),
        .metres("height", .height, definition: "Ground to the highest point of the roof"),
        .metres("min_height", .minHeight, definition: "Ground to the lower edge of what hovers"),
        .number("levels", .levels, definition: "Storeys above ground, without those in the roof"),
        .number("min_level", .minLevel, definition: "Storeys skipped below what hovers"),
        .text("roof_shape", .roofShape, definition: "flat, gabled, hipped, … (OSM roof:shape)"),
        .metres("roof_height", .roofHeight, definition: "Height of the roof itself"),
        .number("roof_levels", .roofLevels, definition: "Storeys in the roof"),
        .text("roof_material", .roofMaterial, definition: "Outermost layer of the roof"),
        .text("roof_orientation", .roofOrientation, definition: "Ridge along or across the longer side"),
        .azimuth("roof_direction", .roofDirection, definition: "Azimuth the roof slopes towards"),
        .text("material", .buildingMaterial, definition: "Outermost layer of the walls"),
        .whole("flats", .buildingFlats, definition: "Number of dwellings"),
        .text("street", .street, definition: "Street of the address"),
        .text("house_number", .houseNumber, definition: "House number of the address"),
        .text("start_date", .startDate, definition: "When it was built, as written"),
    ]
}
