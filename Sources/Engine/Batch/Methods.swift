import City
import Formats
import Geometry
import JSON

/// What the batch can be asked; the service will answer the same.
struct Methods: Sendable {
    let cities: Cities
    let projections = Projections()
    /// The city of requests that name none.
    let defaultCity: String?

    func answer(_ request: Request) throws -> JSONValue {
        guard let method = Method.named(request.method) else {
            throw RequestError(
                .methodNotFound, "there is no method '\(request.method)'",
                data: ["suggestion": .string(nearestName(to: request.method, among: Method.all.map(\.name)))])
        }
        try Parameter.check(request.params, against: method.parameters)
        switch method.name {
        case "query": return try query(request.params)
        case "run": return try run(request.params)
        case "compare": return try compare(request.params)
        case "info": return try info(request.params)
        case "list": return list()
        case "describe": return try describe(request.params)
        case "export": return try export(request.params)
        // `cancel`: the batch itself has done it.
        default: return ["cancelled": request.params["id"] ?? .null]
        }
    }

    /// The path of the city as the request names it, or of the one that all share.
    private func reference(_ params: JSONObject) throws -> CityReference {
        let named = params["city"].flatMap { $0 == .null ? nil : $0 }
        guard let city = named ?? defaultCity.map({ .string($0) }) else {
            throw InputError(
                path: "city", problem: "the request names no city", suggestion: "add \"city\", or start with --city")
        }
        return try CityReference(city)
    }

    private func query(_ params: JSONObject) throws -> JSONValue {
        let query = try Query(params)
        let city = try cities.city(try reference(params))
        let answer = try query.run(on: city, projections: projections)
        let shapes = query.geometry ? try GeoJSON.geometries(of: answer.layer, rows: answer.rows, in: city) : []
        let features = answer.rows.indices.map { i -> JSONValue in
            guard query.geometry else { return answer.json(i) }
            var feature = answer.json(i).object ?? [:]
            feature["geometry"] = shapes[i]
            return .object(feature)
        }
        return ["layer": .string(query.layer), "total": .integer(Int64(answer.total)), "features": .array(features)]
    }

    /// The scenario that parameters write out, or name as a file.
    private func scenario(_ params: JSONObject) throws -> Run {
        guard let path = params["scenario"]?.string else {
            if params["set"]?.object != nil {
                throw InputError(
                    path: "set", problem: "'set' is laid over the inputs of a scenario file, and none is named",
                    suggestion: #"write "inputs", or name the file as "scenario""#)
            }
            var members = params
            for parameter in Method.scenarioFile { members[parameter.name] = nil }
            if members["city"] ?? .null == .null, let defaultCity { members["city"] = .string(defaultCity) }
            return Run(try Scenario(.object(members)), folder: ".", cities: cities)
        }
        for key in params.keys where !Method.scenarioFile.contains(where: { $0.name == key }) {
            throw InputError(
                path: key, problem: "'\(key)' cannot stand beside 'scenario': the file says it",
                suggestion: "'set' changes the file's inputs")
        }
        var run = try Run(file: path, cities: cities)
        for member in params["set"]?.object?.members ?? [] { run.scenario.inputs[member.key] = member.value }
        return run
    }

    private func run(_ params: JSONObject) throws -> JSONValue {
        var params = params
        let features = params["features"]?.bool ?? false
        params["features"] = nil
        let run = try scenario(params)
        let result = try run()
        let written = try run.write(result)
        var answer = result.outcome.json(features: features).object ?? [:]
        answer["outputs"] = .array(written.files.map { .string($0) })
        return .object(answer)
    }

    private func compare(_ params: JSONObject) throws -> JSONValue {
        func side(_ key: String) throws -> Run {
            guard let members = params[key]?.object else {
                return try Run(file: params[key]?.string ?? "", cities: cities)
            }
            do {
                try Parameter.check(members, against: Method.scenario + Method.scenarioFile)
                return try scenario(members)
            } catch var error as InputError {
                error.path = "\(key).\(error.path)"
                throw error
            }
        }
        let outputs = params["outputs"]?.texts ?? []
        let compared = try Engine.compare(
            base: try side("base"), variant: try side("variant"), threshold: params["threshold"]?.double ?? 0,
            outputs: outputs)
        var answer = compared.comparison.json(features: params["features"]?.bool ?? false).object ?? [:]
        answer["outputs"] = .array(outputs.map { .string($0) })
        return .object(answer)
    }

    private func info(_ params: JSONObject) throws -> JSONValue {
        try cities.city(try reference(params)).info()
    }

    private func list() -> JSONValue {
        .array(simulations.map { ["name": .string($0.name), "summary": .string($0.summary)] })
    }

    private func describe(_ params: JSONObject) throws -> JSONValue {
        guard let name = params["simulation"]?.string else { return Schema.envelope }
        return Schema.simulation(try simulation(named: name))
    }

    private func export(_ params: JSONObject) throws -> JSONValue {
        let path = params["to"]?.string ?? ""
        let reference = try reference(params)
        let diagnostics = try exportCity(reference.path, layers: params["layers"]?.texts, to: path) { _ in
            try cities.city(reference)
        }
        return ["file": .string(path), "diagnostics": .array(diagnostics.all.map(\.json))]
    }
}

extension JSONValue {
    /// One text or a list of them.
    fileprivate var texts: [String]? { string.map { [$0] } ?? array?.compactMap(\.string) }
}
