internal import City

/// What the tags of a road mean.
enum OSMRoad {
    /// The class of a road: FIWARE's `roadClass` for carriageways, and names for ways without cars.
    ///
    /// Link roads belong to the road they link. `other` is what is no road (any more, or yet): `construction`,
    /// `proposed`, and values that this table does not know.
    static func roadClass(_ highway: String) -> String {
        switch highway {
        case "motorway", "motorway_link": "motorway"
        case "trunk", "trunk_link": "trunk"
        case "primary", "primary_link": "primary"
        case "secondary", "secondary_link": "secondary"
        case "tertiary", "tertiary_link": "tertiary"
        case "unclassified", "road": "unclassified"
        case "residential", "living_street": "residential"
        case "service", "busway", "bus_guideway", "escape", "raceway": "service"
        case "track": "track"
        case "cycleway": "cycleway"
        case "pedestrian": "pedestrian"
        case "footway", "steps", "corridor", "platform", "elevator", "ladder": "footway"
        case "path", "bridleway", "trail", "via_ferrata": "path"
        default: "other"
        }
    }

    /// Whether a road is one-way, and whether against the direction of its nodes. nil where it changes or is unreadable.
    ///
    /// OSM wiki, Key:oneway: roundabouts and motorways are one-way unless tagged otherwise.
    static func oneway(_ tags: OSMTags) -> (isOneway: Bool?, isReversed: Bool, isReadable: Bool) {
        switch tags[.oneway] {
        case "yes", "true", "1": return (true, false, true)
        case "no", "false", "0": return (false, false, true)
        case "-1", "reverse": return (true, true, true)
        case "reversible", "alternating": return (nil, false, true)
        case .some: return (nil, false, false)
        case nil:
            let implied = ["roundabout", "circular"].contains(tags[.junction] ?? "") || tags[.highway] == "motorway"
            return (implied, false, true)
        }
    }

    /// A speed limit in km/h.
    enum Speed: Equatable {
        case limit(Double)
        /// `none`, `signals`, `variable`: there is no fixed number.
        case noNumber
    }

    /// `50`, `50 km/h`, `30 mph`, `walk` (5 km/h), `RU:urban`. nil for what cannot be read.
    ///
    /// The implicit limits are those of the traffic rules of Kazakhstan and Russia (settlements 60, courtyards 20;
    /// Russia, section 10 of the rules: roads outside settlements 90, motorways 110).
    static func speed(_ text: String) -> Speed? {
        switch text {
        case "none", "signals", "variable": return .noNumber
        case "walk": return .limit(5)
        case "KZ:urban", "RU:urban": return .limit(60)
        case "KZ:living_street", "RU:living_street": return .limit(20)
        case "RU:rural": return .limit(90)
        case "RU:motorway": return .limit(110)
        default: break
        }
        if let number = OSMValues.number(text, units: ["km/h", "kmh", "kph"]), number > 0 { return .limit(number) }
        // The international mile is 1609.344 m.
        if let miles = OSMValues.number(text, units: ["mph"]), miles > 0 { return .limit(miles * 1.609344) }
        return nil
    }

    /// Whether a road is lit. OSM wiki, Key:lit: times and ways of switching mean that there are lamps.
    static func lit(_ text: String) -> Bool? {
        switch text {
        case "yes", "true", "1", "24/7", "automatic", "limited", "interval", "dusk-dawn", "sunset-sunrise",
            "operating_times":
            true
        case "no", "false", "0", "disused": false
        default: text.contains(":") && text.contains("-") ? true : nil
        }
    }

    /// `left`, `right`, `both`, `no`, `separate`, …: from `sidewalk=*` or from its sides.
    static func sidewalk(_ tags: OSMTags, isReversed: Bool) -> Value {
        var side = tags[.sidewalk]
        if side == nil, let both = tags[.sidewalkBoth] { side = both == "yes" ? "both" : both }
        if side == nil, tags[.sidewalkLeft] != nil || tags[.sidewalkRight] != nil {
            switch (tags.has(.sidewalkLeft), tags.has(.sidewalkRight)) {
            case (true, true): side = "both"
            case (true, false): side = "left"
            case (false, true): side = "right"
            case (false, false): side = "no"
            }
        }
        if isReversed {
            if side == "left" { side = "right" } else if side == "right" { side = "left" }
        }
        return side.map { .text($0) } ?? .null
    }
}
