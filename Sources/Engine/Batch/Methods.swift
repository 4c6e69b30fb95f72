import City
import Formats
import Geometry
import JSON

/// What the batch can be asked; the service will answer the same.
struct Methods: Sendable {
    static let names = ["run", "compare", "query", "describe", "list", "info", "export", "cancel"]

    let cities: Cities
    let projections = Projections()
    /// The city of requests that name none.
    let defaultCity: String?

    func answer(_ request: Request) throws -> JSONValue {
        switch request.method {
        case "query": try query(request.params)
        case "run": try run(request.params)
        case "compare": try compare(request.params)
        case "info": try info(request.params)
        case "list": try list(request.params)
        case "describe": try describe(request.params)
        case "export": try export(request.params)
        default:
            throw RequestError(
                .methodNotFound, "there is no method '\(request.method)'",
                data: ["suggestion": .string(nearestName(to: request.method, among: Methods.names))])
        }
    }

    private func city(_ params: JSONObject) throws -> City {
        guard let city = params["city"] ?? defaultCity.map({ .string($0) }) else {
            throw InputError(
                path: "city", problem: "the request names no city", suggestion: "add \"city\", or start with --city")
        }
        return try cities.city(try CityReference(city))
    }

    private func only(_ params: JSONObject, _ known: [String]) throws {
        for key in params.keys where !known.contains(key) {
            throw InputError(
                path: key, problem: "there is no parameter '\(key)'", suggestion: nearestName(to: key, among: known))
        }
    }

    private func query(_ params: JSONObject) throws -> JSONValue {
        let query = try Query(params)
        let city = try city(params)
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

    /// The scenario in `params`: its members beside `features`, or a file by `scenario`.
    private func scenario(_ params: JSONObject) throws -> Run {
        if let path = params["scenario"]?.string {
            try only(params, ["scenario", "features", "set"])
            var run = try Run(file: path, cities: cities)
            for member in params["set"]?.object?.members ?? [] { run.scenario.inputs[member.key] = member.value }
            return run
        }
        var members = params
        members["features"] = nil
        if members["city"] == nil, let defaultCity { members["city"] = .string(defaultCity) }
        return Run(try Scenario(.object(members)), folder: ".", cities: cities)
    }

    private func run(_ params: JSONObject) throws -> JSONValue {
        let run = try scenario(params)
        let result = try run()
        let written = try run.write(result)
        var answer = result.outcome.json(features: params["features"]?.bool ?? false).object ?? [:]
        answer["outputs"] = .array(written.files.map { .string($0) })
        return .object(answer)
    }

    private func compare(_ params: JSONObject) throws -> JSONValue {
        try only(params, ["base", "variant", "outputs", "features"])
        func side(_ key: String) throws -> Run {
            switch params[key] {
            case .string(let path)?: return try Run(file: path, cities: cities)
            case .object(let members)?: return try scenario(members)
            default: throw InputError(path: key, problem: "must be a scenario or the path of one")
            }
        }
        let comparison = try Engine.compare(base: try side("base"), variant: try side("variant"))
        let outputs = params["outputs"]?.array?.compactMap(\.string) ?? params["outputs"]?.string.map { [$0] } ?? []
        for path in outputs { try comparison.write(to: path) }
        var answer = comparison.comparison.json(features: params["features"]?.bool ?? false).object ?? [:]
        answer["outputs"] = .array(outputs.map { .string($0) })
        return .object(answer)
    }

    private func info(_ params: JSONObject) throws -> JSONValue {
        try only(params, ["city"])
        return try city(params).info()
    }

    private func list(_ params: JSONObject) throws -> JSONValue {
        try only(params, [])
        return .array(simulations.map { ["name": .string($0.name), "summary": .string($0.summary)] })
    }

    private func describe(_ params: JSONObject) throws -> JSONValue {
        try only(params, ["simulation"])
        guard let name = params["simulation"]?.string else { return Schema.envelope }
        return Schema.simulation(try simulation(named: name))
    }

    private func export(_ params: JSONObject) throws -> JSONValue {
        try only(params, ["city", "to", "layers"])
        guard let path = params["to"]?.string else {
            throw InputError(path: "to", problem: "an export needs the path of the file to write")
        }
        let layers = params["layers"]?.array?.compactMap(\.string)
        let diagnostics = try exportCity(try city(params), layers: layers, to: path)
        return ["file": .string(path), "diagnostics": .array(diagnostics.all.map(\.json))]
    }
}
