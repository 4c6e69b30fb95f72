import City
import Geometry

extension Turkistan {
    func roadLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "road",
            [
                ("highway", nil, "OSM highway"), ("road_class", nil, "class the lighting and traffic rules go by"),
                ("name", nil, "English name"), ("name_kk", nil, "Kazakh name"), ("name_ru", nil, "Russian name"),
                ("street_id", nil, "street it is a piece of"), ("lanes", nil, "lanes of both directions"),
                ("width", "m", "width of the carriageway"), ("maxspeed", "km/h", "speed limit"),
                ("oneway", nil, "one direction only"), ("lit", nil, "has street lights"),
                ("surface", nil, "OSM surface"), ("sidewalk", nil, "OSM sidewalk"),
                ("length_m", "m", "length of the piece"),
            ])
        for number in roadNumbers {
            let road = roads.roads[number]
            let street = roads.streets[road.street]
            let roadClass = road.roadClass
            table.draft.geometries.append(line: [road.from, road.to])
            table.add(
                Turkistan.roadID(number),
                [
                    .text(roadClass.highway), .text(roadClass.group), Value(street.name?.en), Value(street.name?.kk),
                    Value(street.name?.ru), .text("street-\(road.street + 1)"), Value(roadClass.lanes),
                    Value(roadClass.width), Value(roadClass.maxspeed), .bool(false), .bool(road.isLit),
                    .text(roadClass.surface), .text(roadClass.sidewalk), Value(centimetres(road.length)),
                ])
        }
        return table.finish(&diagnostics)
    }

    static func roadID(_ number: Int) -> String { "road-\(number + 1)" }

    func lampLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "street_light",
            [
                ("height", "m", "luminaire above the carriageway"), ("power_w", "W", "power of the luminaire"),
                ("flux_lm", "lm", "luminous flux of the luminaire"),
                ("colour_temperature_k", "K", "correlated colour temperature"), ("lamp_type", nil, "LED or HPS"),
                ("arrangement", nil, "how the lamps of the street stand (CIE 140: single_sided, staggered, opposite)"),
                ("overhang_m", "m", "length of the arm"), ("tilt_deg", "°", "luminaire above the horizontal"),
                ("azimuth_deg", "°", "direction of the arm, clockwise from north"), ("road_id", nil, "road it lights"),
                ("road_class", nil, "class of that road"), ("circuit", nil, "feeder circuit"),
                ("status", nil, "FIWARE Streetlight status"),
            ])
        for (k, lamp) in lamps.enumerated() {
            let roadClass = roads.roads[lamp.road].roadClass
            let rule = roadClass.lighting
            let power = lamp.isLED ? rule.ledPower : rule.hpsPower
            table.draft.geometries.append(point: lamp.place)
            table.add(
                "lamp-\(k + 1)",
                [
                    Value(rule.height), Value(power), Value(flux(power, isLED: lamp.isLED)),
                    Value(lamp.isLED ? (roadClass == .pedestrian ? 3000 : 4000) : 2000),
                    .text(lamp.isLED ? "LED" : "HPS"), .text(rule.arrangement.rawValue), Value(rule.overhang),
                    Value(roadClass == .pedestrian ? 0 : lamp.isLED ? 5 : 15), Value(lamp.azimuth),
                    .text(Turkistan.roadID(lamp.road)), .text(roadClass.group), .text(lamp.circuit),
                    .text(lamp.status),
                ])
        }
        return table.finish(&diagnostics)
    }

    /// Luminous flux of a luminaire: LED 130 lm/W; sodium lamps as catalogued (6,000–30,000 lm) at a light output
    /// ratio of 0.75.
    private func flux(_ power: Double, isLED: Bool) -> Double {
        if isLED { return power * 130 }
        switch power {
        case ...70: return 4500
        case ...100: return 7500
        case ...150: return 12_000
        default: return 22_500
        }
    }

    func intersectionLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "intersection",
            [
                ("control", nil, "how the junction is controlled"), ("name", nil, "English name"),
                ("name_kk", nil, "Kazakh name"), ("name_ru", nil, "Russian name"), ("cycle_s", "s", "cycle time"),
                ("phases", nil, "number of phases"), ("approaches", nil, "number of approaches"),
            ])
        for junction in junctions {
            table.draft.geometries.append(point: junction.place)
            table.add(
                junction.id,
                [
                    .text("traffic_signals"), .text(junction.name.en), .text(junction.name.kk),
                    .text(junction.name.ru), Value(junction.cycle), Value(junction.phases.count),
                    Value(junction.approaches.count),
                ])
        }
        return table.finish(&diagnostics)
    }

    func approachLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "approach",
            [
                ("intersection_id", nil, "junction it leads to"), ("road_id", nil, "road it is on"),
                ("azimuth_deg", "°", "direction of travel"), ("lanes", nil, "lanes at the stop line"),
                ("lanes_left", nil, "lanes for left turns only"), ("lanes_through", nil, "lanes straight on"),
                ("lanes_right", nil, "of these also for right turns"),
                ("volume_left_vph", "veh/h", "left turns, morning peak"),
                ("volume_through_vph", "veh/h", "straight on, morning peak"),
                ("volume_right_vph", "veh/h", "right turns, morning peak"),
                ("volume_vph", "veh/h", "all movements, morning peak"),
                ("saturation_flow", "veh/h", "a lane straight on, an hour of green"),
                ("saturation_flow_left", "veh/h", "a lane turning left, an hour of green"),
                ("signal_group", nil, "phase with green for through and right"),
                ("signal_group_left", nil, "phase with green for left turns"),
            ])
        for junction in junctions {
            for (k, approach) in junction.approaches.enumerated() {
                let (lanes, volume) = (approach.lanes, approach.volume)
                table.draft.geometries.append(line: [approach.tail, approach.stopLine])
                table.add(
                    "\(junction.id)-a\(k + 1)",
                    [
                        .text(junction.id), .text(Turkistan.roadID(approach.road)), Value(approach.azimuth),
                        Value(lanes.left + lanes.through), Value(lanes.left), Value(lanes.through),
                        Value(lanes.right), Value(volume.left), Value(volume.through), Value(volume.right),
                        Value(volume.left + volume.through + volume.right), Value(saturationFlow.through),
                        Value(saturationFlow.left), .text("\(junction.id)-p\(approach.phase)"),
                        .text("\(junction.id)-p\(approach.leftPhase)"),
                    ])
            }
        }
        return table.finish(&diagnostics)
    }

    func signalLayer(_ diagnostics: inout Diagnostics) -> Layer {
        var table = Table(
            "signal_group",
            [
                ("intersection_id", nil, "junction it belongs to"), ("phase_order", nil, "place in the cycle, from 1"),
                ("movements", nil, "movements with green"),
                ("approaches", nil, "approaches with green, separated by spaces"),
                ("green_s", "s", "green"), ("amber_s", "s", "amber"), ("all_red_s", "s", "clearance"),
                ("cycle_s", "s", "cycle time: the sum over all phases of green, amber and clearance"),
            ])
        for junction in junctions {
            for phase in junction.phases {
                table.draft.geometries.append(point: junction.place)
                table.add(
                    "\(junction.id)-p\(phase.order)",
                    [
                        .text(junction.id), Value(phase.order), .text(phase.movements),
                        .text(phase.approaches.map { "\(junction.id)-a\($0 + 1)" }.joined(separator: " ")),
                        Value(phase.green), Value(phase.amber), Value(phase.allRed), Value(junction.cycle),
                    ])
            }
        }
        return table.finish(&diagnostics)
    }
}

extension Junction {
    /// By node, so that the small and the large city agree.
    var id: String { "x-\(node)" }
}

extension RoadClass {
    /// The class rules go by: footways and farm roads under their own names, living streets with the residential ones.
    var group: String {
        switch self {
        case .lane: "residential"
        default: highway
        }
    }
}
