public import City
import Geometry
public import JSON

/// The version of qala, as written into outputs.
public let version = "0.1.0"

/// A scenario on its way: where its paths start from, and the cities it may use.
public struct Run: Sendable {
    public var scenario: Scenario
    /// Folder that the scenario's paths are relative to.
    public var folder: String
    private let cities: Cities

    public init(_ scenario: Scenario, folder: String, cities: Cities) {
        self.scenario = scenario
        self.folder = folder
        self.cities = cities
    }

    /// The scenario in a file; paths in it are relative to the file.
    /// - Throws: `DataError` with line and column if it is not JSON; `InputError` for a wrong member.
    public init(file: String, cities: Cities) throws {
        let bytes = try allBytes(of: file)
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch let fault as JSONFault {
            // What begins like JSON is a scenario with a slip in it.
            if bytes.first(where: { !" \n\r\t".utf8.contains($0) }) != UInt8(ascii: "{") { try refuseCity(file) }
            throw DataError(file: file, place: "line \(fault.line), column \(fault.column)", problem: fault.problem)
        }
        if json["type"] != nil, json["city"] == nil { try refuseCity(file) }
        do {
            self.init(try Scenario(json), folder: Engine.folder(of: file), cities: cities)
        } catch var error as InputError {
            error.path = "\(file): \(error.path)"
            throw error
        }
    }

    /// Where the city is, seen from the working folder.
    var cityPath: String { resolve(scenario.city.path, in: folder) }

    public struct Result: Sendable {
        /// The city after the changes.
        public var city: City
        public var outcome: Outcome
    }

    /// Loads the city, applies the changes, runs the simulation. Without a simulation the outcome is the city itself.
    public func callAsFunction() throws -> Result {
        // Wrong inputs and file names are told before a large city is loaded.
        _ = try targets()
        let type = try scenario.simulation.map { try simulation(named: $0) }
        let made = try type.map { type in
            try makeSimulation(type, scenario.inputs) { try allBytes(of: resolve($0, in: folder)) }
        }
        if type == nil, let key = scenario.inputs.keys.first {
            throw InputError(
                path: "inputs.\(key)", problem: "there are inputs but no simulation",
                suggestion: "add \"simulation\": \"\(simulations.first?.name ?? "")\"")
        }
        var reference = scenario.city
        reference.path = cityPath
        let before = try cities.city(reference)
        let (city, noticed) = try before.applying(scenario.changes, folder: folder)
        var outcome = try Kept.$current.withValue(cities.kept) {
            switch made?.simulation {
            case let simulation as any ChangeSimulation: try simulation.run(from: before, to: city)
            case let simulation?: try simulation.run(on: city)
            case nil: Outcome(layers: city.layers, indicators: [])
            }
        }
        // What reading the city mended or left out bears on every answer.
        var diagnostics = before.diagnostics
        diagnostics.merge(noticed)
        if let made { diagnostics.merge(made.diagnostics) }
        diagnostics.merge(outcome.diagnostics)
        outcome.diagnostics = diagnostics
        outcome.inputs = made?.resolved ?? [:]
        outcome.provenance = [
            "software": .string("qala \(version)"), "simulation": scenario.simulation.map { .string($0) } ?? .null,
            "title": .object(scenario.title), "city": .string(city.name), "changes": .array(scenario.changes),
            "sources": .array(city.sources.map(\.json)),
        ]
        return Result(city: city, outcome: outcome)
    }

    /// Writes an outcome to the scenario's outputs, or to `paths`, relative to the scenario's folder.
    /// - Returns: the files written and what their formats could not hold.
    public func write(_ result: Result) throws -> (files: [String], diagnostics: Diagnostics) {
        var diagnostics = Diagnostics()
        let targets = try targets()
        for target in targets {
            diagnostics.merge(try target.write(Document(city: result.city, outcome: result.outcome)))
        }
        return (targets.map(\.path), diagnostics)
    }

    private func targets() throws -> [Target] {
        let added = scenario.changes.compactMap { $0["features"]?.string }.map { resolve($0, in: folder) }
        return try scenario.outputs.map { try Target(resolve($0, in: folder), notOver: [cityPath] + added) }
    }
}

/// A city in the place of a scenario: says how to come from the one to the other.
private func refuseCity(_ file: String) throws {
    guard let format = (try? reader(for: file)).map({ type(of: $0).format }) else { return }
    throw InputError(
        path: file, problem: "is a city (\(format.name)), not a scenario",
        suggestion: "a scenario is a JSON file that names it: {\"city\": \"\(lastComponent(file))\", \"simulation\": "
            + "\"\(simulations.first?.name ?? "")\"}; qala info shows the city")
}

extension City.Source {
    var json: JSONValue {
        [
            "title": .string(title), "layers": .array(layers.map { .string($0) }),
            "origin": origin.map { .string($0) } ?? .null, "licence": licence.map { .string($0) } ?? .null,
        ]
    }
}

extension Outcome {
    /// The outcome as the batch answers it.
    /// - Parameter features: whether the result layers' rows are part of it.
    public func json(features: Bool) -> JSONValue {
        var answer: JSONObject = [
            "indicators": .array(indicators.map(\.json)), "inputs": .object(inputs),
            "diagnostics": .array(diagnostics.all.map(\.json)),
        ]
        answer["layers"] = .array(
            layers.map { layer in
                var entry: JSONObject = ["name": .string(layer.name), "count": .integer(Int64(layer.count))]
                if features { entry["features"] = .array((0..<layer.count).map { layer.json(row: $0) }) }
                return .object(entry)
            })
        return .object(answer)
    }
}

extension Layer {
    /// One feature's id and attributes.
    public func json(row: Int) -> JSONValue {
        var members = [JSONObject.Member(key: "id", value: .string(ids[row]))]
        for column in columns { members.append(.init(key: column.name, value: column[row].json)) }
        return .object(JSONObject(members))
    }
}

extension Comparison {
    /// The comparison as the batch answers it.
    public func json(features: Bool) -> JSONValue {
        [
            "indicators": .array(indicators.map(\.json)),
            "diagnostics": .array(diagnostics.all.map(\.json)),
            "layers": .array(
                layers.map { layer in
                    var entry: JSONObject = ["name": .string(layer.name), "count": .integer(Int64(layer.count))]
                    for (change, count) in counts(of: layer) { entry[change] = .integer(Int64(count)) }
                    if features {
                        let changed = layer.column("change")
                        entry["features"] = .array(
                            (0..<layer.count).filter { changed?[$0].text != "same" }.map { layer.json(row: $0) })
                    }
                    return .object(entry)
                }),
        ]
    }
}
