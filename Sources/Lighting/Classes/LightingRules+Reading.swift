import Geometry
import JSON

extension LightingRules {
    /// EN 13201-2:2015 with the selection of CEN/TR 13201-1:2014.
    public static let en13201 = (try? LightingRules(text: en13201Text)) ?? LightingRules()

    init() { (name, classes, selections, roads, comparable) = ("", [], [], [], []) }

    private init(text: String) throws { try self.init(bytes: Array(text.utf8), file: "EN 13201-2:2015") }

    /// Reads rules from a JSON file of the form of ``en13201Text``.
    ///
    /// `name`; `classes`: by name what is required, criterion by criterion (``LightingCriterion``), `clause`, `E_av_limit`;
    /// `selection`: by family `base`, `first`, `last` and `parameters` with `weights` and, for speeds, `by_speed`;
    /// `roads`: by OSM type the `family` and an option a parameter, `faster`; `comparable`: by `up_to_q0` the `classes` of
    /// illuminance for those of luminance. All but the first two may be absent.
    /// - Parameter file: as the caller named it, for errors.
    /// - Throws: `DataError` with the place in the file.
    public init(bytes: [UInt8], file: String) throws {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch let fault as JSONFault {
            throw DataError(file: file, place: "line \(fault.line), column \(fault.column)", problem: fault.problem)
        }
        let reading = RulesReading(file: file)
        name = try reading.text(json, "name", "")
        let body = name
        classes = try reading.members(json, "classes", "").map { try reading.lightingClass($0.key, $0.value, body) }
        selections = try reading.optionalMembers(json, "selection", "").map { try reading.selection($0.key, $0.value) }
        roads = try reading.optionalMembers(json, "roads", "").map { try reading.road($0.key, $0.value) }
        comparable = try reading.comparable(json)
        try check(reading)
    }

    /// Every name that is used is there.
    private func check(_ reading: RulesReading) throws {
        for selection in selections {
            for number in selection.first...selection.last
            where lightingClass("\(selection.family)\(number)") == nil {
                throw reading.fault("selection.\(selection.family)", "class \(selection.family)\(number) is missing")
            }
        }
        for road in roads {
            guard let selection = selections.first(where: { $0.family == road.family }) else {
                throw reading.fault("roads.\(road.highway)", "there is no selection '\(road.family)'")
            }
            for (name, option) in road.options.sorted(by: { $0.key < $1.key }) {
                guard let parameter = selection.parameters.first(where: { $0.name == name }) else {
                    throw reading.fault("roads.\(road.highway)", "'\(name)' is no parameter of \(road.family)")
                }
                guard parameter.weights.contains(where: { $0.name == option }) else {
                    throw reading.fault("roads.\(road.highway).\(name)", "there is no option '\(option)'")
                }
            }
            if let faster = road.faster, !roads.contains(where: { $0.highway == faster.type }) {
                throw reading.fault("roads.\(road.highway).faster", "there is no road type '\(faster.type)'")
            }
        }
        for row in comparable {
            for (from, to) in row.classes.sorted(by: { $0.key < $1.key })
            where lightingClass(from) == nil || lightingClass(to) == nil {
                throw reading.fault("comparable", "\(from) or \(to) is no class of these rules")
            }
        }
    }
}

/// The members of a rule file, with errors that name the place.
private struct RulesReading {
    let file: String

    func fault(_ place: String, _ problem: String) -> DataError {
        DataError(file: file, place: place, problem: problem)
    }

    func text(_ json: JSONValue, _ name: String, _ place: String) throws -> String {
        guard let text = json[name]?.string else {
            throw fault(join(place, name), "expected a text, found \(json[name]?.kind ?? "nothing")")
        }
        return text
    }

    func whole(_ json: JSONValue?, _ place: String) throws -> Int {
        guard let number = json?.integer, abs(number) <= 1000 else {
            throw fault(place, "expected a whole number up to 1000, found \(json?.kind ?? "nothing")")
        }
        return Int(number)
    }

    func number(_ json: JSONValue?, _ place: String) throws -> Double {
        guard let number = json?.double, number.isFinite, number >= 0 else {
            throw fault(place, "expected a number of 0 or more, found \(json?.kind ?? "nothing")")
        }
        return number
    }

    func members(_ json: JSONValue, _ name: String, _ place: String) throws -> [JSONObject.Member] {
        guard let object = json[name]?.object, !object.isEmpty else {
            throw fault(join(place, name), "expected an object with members, found \(json[name]?.kind ?? "nothing")")
        }
        return object.members
    }

    func optionalMembers(_ json: JSONValue, _ name: String, _ place: String) throws -> [JSONObject.Member] {
        json[name] == nil ? [] : try members(json, name, place)
    }

    private func join(_ place: String, _ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    func lightingClass(_ name: String, _ json: JSONValue, _ body: String) throws -> LightingClass {
        let place = "classes.\(name)"
        var made = LightingClass(name: name, clause: body, requirements: [])
        for member in json.object?.members ?? [] {
            switch member.key {
            case "clause": made.clause = "\(body), \(try text(json, "clause", place))"
            case "E_av_limit": made.averageLimit = try number(member.value, "\(place).E_av_limit")
            default:
                guard let criterion = LightingCriterion(rawValue: member.key) else {
                    let known = LightingCriterion.allCases.map(\.rawValue).joined(separator: ", ")
                    throw fault("\(place).\(member.key)", "is no criterion; known: \(known), clause, E_av_limit")
                }
                made.requirements.append(.init(criterion, try number(member.value, "\(place).\(member.key)")))
            }
        }
        return made
    }

    func selection(_ family: String, _ json: JSONValue) throws -> LightingRules.Selection {
        let place = "selection.\(family)"
        var made = LightingRules.Selection(
            family: family, base: try whole(json["base"], "\(place).base"),
            first: try whole(json["first"], "\(place).first"), last: try whole(json["last"], "\(place).last"),
            parameters: [])
        guard made.first <= made.last else { throw fault(place, "the first class is behind the last") }
        for member in try members(json, "parameters", place) {
            let at = "\(place).parameters.\(member.key)"
            let weights = try members(member.value, "weights", at).map {
                LightingRules.Selection.Option(name: $0.key, weight: try whole($0.value, "\(at).weights.\($0.key)"))
            }
            let steps = try (member.value["by_speed"]?.array ?? []).enumerated().map { number, step in
                let isInclusive = step["from"] != nil
                let option = try text(step, "is", "\(at).by_speed[\(number)]")
                guard weights.contains(where: { $0.name == option }) else {
                    throw fault("\(at).by_speed[\(number)]", "there is no option '\(option)'")
                }
                return LightingRules.Selection.SpeedStep(
                    speed: try self.number(step["from"] ?? step["over"], "\(at).by_speed[\(number)]"),
                    isInclusive: isInclusive, option: option)
            }
            made.parameters.append(.init(name: member.key, weights: weights, bySpeed: steps))
        }
        return made
    }

    func road(_ highway: String, _ json: JSONValue) throws -> LightingRules.RoadType {
        let place = "roads.\(highway)"
        var made = LightingRules.RoadType(highway: highway, family: try text(json, "family", place), options: [:])
        for member in json.object?.members ?? [] where member.key != "family" {
            if member.key == "faster" {
                made.faster = (
                    try number(member.value["over"], "\(place).faster.over"),
                    try text(member.value, "as", "\(place).faster")
                )
            } else {
                made.options[member.key] = try text(json, member.key, place)
            }
        }
        return made
    }

    func comparable(_ json: JSONValue) throws -> [LightingRules.Comparable] {
        try (json["comparable"]?.array ?? []).enumerated().map { index, row in
            let place = "comparable[\(index)]"
            var classes: [String: String] = [:]
            for member in try members(row, "classes", place) {
                classes[member.key] = try text(row["classes"] ?? .null, member.key, place)
            }
            return .init(upToQ0: try number(row["up_to_q0"], "\(place).up_to_q0"), classes: classes)
        }
    }
}
